import Optimization
import TensorKernels
import TestSupport
import Testing

/// Rows of tables that are updated when they are read, compared with tables that are updated as a whole.
struct LazyUpdateTests {
    private func all() -> [TableTraining] { TableTraining.Kind.allCases.map { TableTraining($0) } }

    /// Rows, some of which occur often and others hardly ever.
    private func batch(_ generator: inout SeededGenerator, size: Float = 1) -> TableTraining.Batch {
        func rows(_ count: Int, of total: Int) -> [Int32] {
            (0..<count).map { _ in
                let share = Double.random(in: 0..<1, using: &generator)
                return Int32(Double(total) * share * share * share)
            }
        }
        return TableTraining.Batch(
            wordRows: rows(Int.random(in: 0...12, using: &generator), of: TableTraining.wordRowCount),
            positionRows: rows(3, of: TableTraining.positionRowCount), seed: generator.next(), size: size)
    }

    private func expectEqualBits(
        _ trainings: [TableTraining], _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let expected = trainings[trainings.count - 1].bits
        for training in trainings.dropLast() {
            #expect(training.bits == expected, comment, sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: [1, 3], [0, 0.1] as [Float])
    func `any order of updates and readers gives the bits of updates of everything`(
        threads: Int, weightDecay: Float
    ) throws {
        let team = ThreadTeam(count: threads)
        let trainings = TableTraining.Kind.allCases.map { TableTraining($0, weightDecay: weightDecay) }
        let (lazy, whole, plain) = (trainings[0], trainings[1], trainings[2])
        let schedule = LearningRateSchedule(.linear, peak: 0.02, warmupSteps: 7, totalSteps: 90)
        var generator = SeededGenerator(UInt64(threads) + 40)
        var waitingSteps = 0
        for step in 0..<90 {
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let batch = batch(&generator, size: step % 5 == 0 ? 1e-6 : 1)
                for (table, rows) in [(lazy.word, batch.wordRows), (lazy.position, batch.positionRows)] {
                    #expect(lazy.bits(table, rows: rows) == plain.bits(table, rows: rows), "step \(step)")
                }
                for training in trainings { training.add(batch) }
            }
            if [30, 31, 60].contains(step) {
                for training in trainings { training.addToWholeWordTable(seed: UInt64(step)) }
            }
            let norms = trainings.map { GradientClipping.norm($0.gradients, on: team) }
            #expect(norms[0] == norms[1])
            #expect(relativeError(norms[0], norms[2]) <= 1e-6)
            #expect(norms[0] == GradientClipping.norm(lazy.gradients, on: ThreadTeam(count: 2)))
            let scale = GradientClipping.scale(norm: norms[0], maximum: 5)
            for training in trainings {
                training.step(learningRate: schedule.learningRate(step: step), scale: scale, on: team)
            }
            if lazy.storedBits != plain.storedBits { waitingSteps += 1 }
            #expect(whole.storedBits == plain.storedBits)
            if [12, 45].contains(step) { expectEqualBits(trainings, "step \(step)") }
        }
        #expect(waitingSteps > 60)
        expectEqualBits(trainings, "the end")
        #expect(lazy.storedBits == plain.storedBits)
    }

    @Test func `rows without gradients wait, and all gradients are zero after an update`() throws {
        let training = TableTraining(.rows)
        let team = ThreadTeam(count: 2)
        let batch = TableTraining.Batch(wordRows: [3, 9, 3], positionRows: [0], seed: 1)
        training.add(batch)
        #expect(training.gradients.touchedRows(of: training.word) == [3, 9])
        let before = training.storedBits
        training.step(learningRate: 0.1, on: team)
        #expect(training.gradients.touchedRows(of: training.word) == [])
        #expect((0..<training.gradients.count).allSatisfy { training.gradients.storage[$0] == 0 })
        let after = training.storedBits
        func hasMoved(_ bits: [UInt32], row: Int) -> Bool {
            let range = row * TableTraining.columns..<(row + 1) * TableTraining.columns
            return bits[range] != before[range]
        }
        for row in 0..<TableTraining.wordRowCount {
            #expect(hasMoved(after, row: row) == batch.wordRows.contains(Int32(row)), "row \(row)")
        }
        _ = training.parameters.pointer(training.word, reading: [5, 5])
        #expect(hasMoved(training.storedBits, row: 5))
        #expect(!hasMoved(training.storedBits, row: 6))
        _ = training.parameters.values(training.word)
        #expect((0..<TableTraining.wordRowCount).allSatisfy { hasMoved(training.storedBits, row: $0) })
    }

    /// A wait longer than any row may have, with moments that become denormal in the meantime.
    @Test func `hundreds of missed updates are made up for one by one`() {
        let trainings = all()
        let team = ThreadTeam(count: 2)
        for step in 0..<2500 {
            let rows: [Int32] = step % 700 == 3 ? [7, 8, 150] : [1]
            let batch = TableTraining.Batch(
                wordRows: rows, positionRows: step < 2 ? [4] : [2], seed: UInt64(step), size: 1e-3)
            for training in trainings {
                training.add(batch)
                training.step(learningRate: 1e-3 / Double(1 + step % 9), on: team)
            }
            if step % 700 == 2 {
                let row = trainings.map { $0.bits($0.word, rows: [7]) }
                #expect(row[0] == row[2])
            }
        }
        expectEqualBits(trainings, "the end")
    }

    /// Gradients whose moments, or their squares, are denormal or vanish.
    @Test(arguments: [1e-19, 1e-20, 1e-22, 1e-37, 0x1p-132, 0x1p-147] as [Float])
    func `denormal moments are made up for bit by bit`(size: Float) {
        var settings = AdamW.Settings()
        settings.epsilon = 1e-30
        let trainings = TableTraining.Kind.allCases.map { TableTraining($0, settings: settings) }
        let team = ThreadTeam(count: 1)
        for step in 0..<60 {
            let rows: [Int32] = step % 20 == 0 ? [0, 1, 2] : [0]
            for training in trainings {
                training.add(
                    TableTraining.Batch(wordRows: rows, positionRows: rows, seed: UInt64(step), size: size))
                training.step(learningRate: 0.1, on: team)
            }
        }
        expectEqualBits(trainings, "\(size)")
    }

    @Test(arguments: [(1e-8, Float.nan), (1e-8, .infinity), (1e-8, -0.5), (0, 1)] as [(Float, Float)])
    func `updates that also touch rows without a gradient do so`(epsilon: Float, scale: Float) {
        var settings = AdamW.Settings()
        settings.epsilon = epsilon
        let trainings = TableTraining.Kind.allCases.map { TableTraining($0, settings: settings) }
        let team = ThreadTeam(count: 1)
        for step in 0..<4 {
            for training in trainings {
                training.add(
                    TableTraining.Batch(wordRows: [Int32(step)], positionRows: [1], seed: UInt64(step)))
                training.step(learningRate: 0.1, scale: step == 2 ? scale : 1, on: team)
            }
        }
        // The bit pattern of a NaN does not matter.
        let values = trainings.map { $0.bits.map { Float(bitPattern: $0).isNaN ? Float.nan.bitPattern : $0 } }
        #expect(values[0] == values[2])
        #expect(values[1] == values[2])
        let untouched = values[0][50 * TableTraining.columns..<60 * TableTraining.columns]
        let poisoned = untouched.allSatisfy { Float(bitPattern: $0).isNaN }
        #expect(poisoned == (scale != -0.5))
    }

    @Test func `an optimiser that goes away leaves no update undone`() {
        let trainings = all()
        for step in 0..<5 {
            for training in trainings {
                training.add(TableTraining.Batch(wordRows: [Int32(step)], positionRows: [1], seed: UInt64(step)))
                training.step(learningRate: 0.1, on: ThreadTeam(count: 2))
            }
        }
        #expect(trainings[0].storedBits != trainings[2].storedBits)
        trainings[0].dropOptimizer()
        #expect(trainings[0].storedBits == trainings[2].storedBits)
        expectEqualBits(trainings, "without an optimiser")
    }

    @Test func `two optimisers may take turns on one store`() {
        let team = ThreadTeam(count: 2)
        let pairs = [TableTraining.Kind.rows, .noTables].map { kind in
            let training = TableTraining(kind) { $0 == "position" }
            let gradients = GradientStore(layout: training.parameters.layout) { $0.name == "word" }
            let group = ParameterGroup(weightDecay: 0.2, in: gradients) { _ in true }
            return (training, gradients, AdamW(groups: [group], gradients: gradients))
        }
        for step in 0..<12 {
            for (training, gradients, optimizer) in pairs {
                training.add(TableTraining.Batch(wordRows: [], positionRows: [Int32(step % 5)], seed: UInt64(step)))
                if step % 3 != 1 { training.step(learningRate: 0.1, on: team) }
                gradients.pointer(training.word, touching: [Int32(step)])?[step * TableTraining.columns] = 1
                if step % 4 != 2 {
                    optimizer.step(
                        training.parameters, gradients, learningRate: 0.1, gradientScale: 1, on: team)
                }
            }
        }
        expectEqualBits(pairs.map(\.0), "the end")
    }

    /// A value that is written to a table after an update stays unchanged until the next one.
    @Test func `values that somebody writes are not decayed by updates of before`() {
        let trainings = all()
        let team = ThreadTeam(count: 1)
        for training in trainings {
            training.add(TableTraining.Batch(wordRows: [1], positionRows: [1], seed: 1))
            training.step(learningRate: 0.1, on: team)
            training.parameters.values(training.word).update(repeating: 2)
            #expect(training.parameters.values(training.word).allSatisfy { $0 == 2 })
            training.add(TableTraining.Batch(wordRows: [2], positionRows: [1], seed: 2))
            training.step(learningRate: 0.1, on: team)
        }
        expectEqualBits(trainings, "the end")
    }

    @Test func `a table in two groups is a mistake`() async {
        await #expect(processExitsWith: .failure) {
            let training = TableTraining(.rows)
            let group = ParameterGroup(weightDecay: 0, in: training.gradients) { $0.name == "word" }
            _ = AdamW(groups: [group, group], gradients: training.gradients)
        }
    }
}
