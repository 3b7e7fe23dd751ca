import Testing

/// Checks the review corpora of the package: their size and balance, and that no text of a test file is in the other
/// files.
@Suite struct ReviewCorpusTests {
    @Test(arguments: ReviewCorpus.all, ReviewCorpus.files)
    func hasEnoughRowsOfEachLabel(corpus: ReviewCorpus, file: String) throws {
        let reviews = try corpus.reviews(file)
        #expect(reviews.count >= (try #require(corpus.leastRows[file])))
        let counts = Dictionary(grouping: reviews, by: \.label).mapValues(\.count)
        #expect(counts.keys.sorted() == corpus.labels)
        for (label, count) in counts {
            #expect(
                100 * count >= corpus.leastShare * reviews.count, "only \(count) of \(reviews.count) rows are \(label)")
        }
        for column in 0..<corpus.columns.count - 2 { #expect(Set(reviews.map { $0.rest[column] }).count > 1) }
    }

    @Test(arguments: ReviewCorpus.all, ReviewCorpus.files)
    func textsAreOfSensibleLengthAndBeginDifferently(corpus: ReviewCorpus, file: String) throws {
        let reviews = try corpus.reviews(file)
        for review in reviews {
            let count = review.text.split(separator: " ").count
            #expect(corpus.wordCounts.contains(count), "\(count) words: \(review.text)")
        }
        let openings = Dictionary(grouping: reviews) { Array($0.words.prefix(3)) }
        for (words, group) in openings where group.count > corpus.mostOfAnOpening {
            Issue.record("\(group.count) texts begin with: \(words.joined(separator: " "))")
        }
    }

    @Test(arguments: ReviewCorpus.all)
    func textsOccurOnce(corpus: ReviewCorpus) throws {
        let reviews = try ReviewCorpus.files.flatMap { try corpus.reviews($0) }
        for (words, group) in Dictionary(grouping: reviews, by: \.words) where group.count > 1 {
            Issue.record("\(group.count) times: \(words.joined(separator: " "))")
        }
    }

    @Test(arguments: ReviewCorpus.all)
    func noTestTextIsNearATrainingText(corpus: ReviewCorpus) throws {
        let training = try corpus.reviews("train.tsv") + corpus.reviews("validation.tsv")
        let test = try corpus.reviews("test.tsv")
        let beginnings = Dictionary(grouping: training) { Array($0.words.prefix(6)) }
        let runLength = corpus.longestSharedRun + 1
        let trainingRuns = Set(training.flatMap { $0.runs(of: runLength) })
        // Only texts that share a trigram can be similar, so trigrams find the candidates.
        let trigrams = training.map { $0.runs(of: 3) }
        var holders: [[String]: [Int]] = [:]
        for (index, own) in trigrams.enumerated() {
            for trigram in own { holders[trigram, default: []].append(index) }
        }
        for review in test {
            if let same = beginnings[Array(review.words.prefix(6))] {
                Issue.record("the same beginning: \(review.text) / \(same[0].text)")
            }
            for run in review.runs(of: runLength).intersection(trainingRuns) {
                Issue.record("also in another file: \(run.joined(separator: " "))")
            }
            let own = review.runs(of: 3)
            for index in Set(own.flatMap { holders[$0] ?? [] }) {
                let shared = Double(own.intersection(trigrams[index]).count)
                let similarity = shared / Double(own.union(trigrams[index]).count)
                #expect(similarity <= 0.3, "\(similarity): \(review.text) / \(training[index].text)")
            }
        }
    }
}
