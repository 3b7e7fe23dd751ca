import Foundation
import TestSupport

/// The models and data of the runs, all of them small. A change of any of them changes digests.
enum RunInputs {
    /// The recorded encoders, one of each family and activation.
    static let families = [
        "bert-silu", "bert-gelu-new", "bert-relu", "distilbert", "electra", "electra-projected", "mpnet",
    ]
    /// The recorded kinds of modules of sentence-transformers.
    static let sentenceTransformers = ["norms", "residual", "projected-residual", "activations", "other-activations"]

    /// A directory with everything, which each run copies.
    private static let template = Result { try written() }

    /// Fills a run's directory.
    static func copy(to path: String) throws {
        let template = try template.get()
        for name in try FileManager.default.contentsOfDirectory(atPath: template.path) {
            try FileManager.default.copyItem(atPath: "\(template.path)/\(name)", toPath: "\(path)/\(name)")
        }
    }

    /// The labelled rows for a task.
    static func file(ofTask task: String) -> String {
        switch task {
        case "single-label": "train.tsv"
        case "entities": "names.conll"
        default: "\(task).tsv"
        }
    }

    private static func written() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try writeModels(in: directory)
        try writeRecordedModels(in: directory)
        try writeRows(in: directory)
        try writeTexts(in: directory)
        return directory
    }

    private static func writeModels(in directory: TemporaryDirectory) throws {
        try TinyModel().write(in: directory, as: "tiny")
        try TinyModel(seed: 2, layerCount: 4).write(in: directory, as: "deep")
        try TinyModel(seed: 3, hiddenSize: 128, positionCount: 160).write(in: directory, as: "wide")
        let classifiers = [
            ("single-label", TinyReviews.labels, "single_label_classification", nil),
            ("other", TinyReviews.labels, "single_label_classification", nil),
            ("multi-label", ["film", "negative", "positive", "soup"], "multi_label_classification", nil),
            ("ordinal", ["1", "2", "3"], "single_label_classification", #"{"task": "ordinal"}"#),
            ("regression", ["LABEL_0"], "regression", nil), ("cross-encoder", ["LABEL_0"], nil, nil),
        ]
        for (index, (name, labels, type, own)) in classifiers.enumerated() {
            var model = TinyModel(seed: 11 + UInt64(index))
            model.addClassifier(labels: labels, seed: 31 + UInt64(index))
            model.configuration["problem_type"] = type.map { "\"\($0)\"" }
            model.configuration["fledge"] = own
            try model.write(in: directory, as: name)
        }
    }

    private static func writeRecordedModels(in directory: TemporaryDirectory) throws {
        let recorded = families.map { ($0, $0) } + [("bert-masked-language-model", "masked")]
        for (source, name) in recorded {
            for file in ["config.json", "model.safetensors"] {
                let path = Fixtures.path("Encoder/\(source)/\(file)")
                try directory.write("\(name)/\(file)", Data(contentsOf: URL(fileURLWithPath: path)))
            }
            let words = TinyModel.vocabulary(ofFamily: source)
            try directory.write("\(name)/vocab.txt", words.joined(separator: "\n") + "\n")
        }
        for (source, name) in [
            ("TokenClassification/bert", "entities"), ("SentenceTransformers", "sentence-transformers"),
        ] {
            try FileManager.default.copyItem(atPath: Fixtures.path(source), toPath: "\(directory.path)/\(name)")
        }
        try directory.write(
            "vocabulary/tokenizer.json",
            Data(contentsOf: URL(fileURLWithPath: Fixtures.path("Tokenization/uncased/tokenizer.json"))))
    }

    private static func writeRows(in directory: TemporaryDirectory) throws {
        let rows = TinyReviews.rows(48)
        func write(_ name: String, _ label: (Int, TinyReviews.Row) -> String) throws {
            let labelled = rows.enumerated().map { TinyReviews.Row(text: $1.text, label: label($0, $1)) }
            try directory.write(name, TinyReviews.tsv(labelled))
        }
        try write("train.tsv") { $1.label }
        try directory.write("validation.tsv", TinyReviews.tsv(TinyReviews.rows(24, offset: 48)))
        try directory.write(
            "uneven.tsv", TinyReviews.tsv(rows + TinyReviews.rows(60, offset: 72).filter { $0.label == "positive" }))
        try write("multi-label.tsv") { index, row in
            let things = ["film", "soup"].filter(row.text.contains)
            let moods = row.label == "neutral" ? (things.isEmpty ? ["positive"] : []) : [row.label]
            return (things + moods).joined(separator: "|")
        }
        try write("ordinal.tsv") { "\((TinyReviews.labels.firstIndex(of: $1.label) ?? 0) + 1)" }
        try write("regression.tsv") { index, row in
            "\(Double(TinyReviews.labels.firstIndex(of: row.label) ?? 0) / 2 + Double(index % 4) / 16)"
        }
        let pairs = rows.enumerated().map { index, row in
            "\(row.text)\tthe soup was \(["good", "bad", "fine and good"][index % 3])\t\(row.label)\n"
        }
        try directory.write("pairs.tsv", "a\tb\tlabel\n" + pairs.joined())
        try directory.write("space.yaml", "learning-rate: [1e-3]\nlayer-decay: [0.9]\n")
        let sentences = [
            "the O\nfilm B-THING\nroom I-THING\nwas O\ngood O\n", "the O\nsoup B-FOOD\ncook B-FOOD\nwaited O\n",
            "very O\nbad O\nbooks B-THING\nand O\nthe O\nsoup B-FOOD\nwas O\nso O\nfine O\nhere O\nagain O\n",
        ]
        try directory.write("names.conll", (0..<48).map { sentences[$0 % 3] + "\n" }.joined())
        try directory.write(
            "travels.conll",
            "ana B-PER\nflew O\nfrom O\nporto B-LOC\nto O\nnew B-LOC\nyork I-LOC\n\n"
                + "kara B-PER\nmet O\nsouza B-PER\nin O\nthe O\nrain O\n\n東京 B-LOC\n! O\n\n")
    }

    private static func writeTexts(in directory: TemporaryDirectory) throws {
        let texts = TinyReviews.rows(126).map(\.text)
        let short = texts.enumerated().filter { $0.offset % 5 == 0 }.map(\.element)
        try directory.write("short.txt", short.joined(separator: "\n") + "\n")
        // Lengths from one word to more than the models take.
        let long = (0..<20).map { index in
            Array(repeating: texts[index * 6], count: 1 + index * index / 10).joined(separator: " , ")
        }
        try directory.write("texts.txt", (["good", "zebra 7"] + short + long).joined(separator: "\n") + "\n")
        let many = (0..<300).map { "\($0),\"\(texts[$0 % 126]), \(texts[$0 * 7 % 126])\"\n" }
        try directory.write("many.csv", "id,text\n" + many.joined())
        try directory.write(
            "travels.txt",
            "ana flew from porto to new york in the rain\nsouza, kara - and bob! 😀\n東京 é @ana\n"
                + String(repeating: "kara met souza in new york. ", count: 12) + "\n")
        try directory.write("unicode.txt", unicodeLines.joined(separator: "\n") + "\n")
    }

    /// Accents, marks in several normal forms, scripts with and without spaces, control characters, emoji, special
    /// tokens, and a character of each block of the basic plane.
    private static let unicodeLines: [String] = {
        let blocks = stride(from: 0xA1, to: 0xD7FF, by: 128).compactMap(Unicode.Scalar.init).map(String.init)
        return [
            "Ça va, naïve façade? ÀÉÎÕÜ àéîõü", "e\u{301}\u{323} \u{1E69} \u{73}\u{323}\u{307} \u{212B}",
            "İstanbul ıI ẞ ß ŉ",
            "東京へようこそ 한국어 你好,世界! ไทย हिन्दी עִבְרִית العَرَبِيَّة", "ﬁne ﬂow ½ ² Ⅷ ㍿ Ａｂｃ", "🙂👩‍👩‍👧‍👦🇩🇪 e\u{200D}f\u{FEFF}g\u{AD}h",
            "tab\tand\u{A0}spaces\u{3000}\u{2028}\u{85} \u{0001}\u{007F}\u{FFFD}",
            "[CLS] the [MASK] film [SEP] [UNK][PAD]",
            "don't stop—\"now\" (3.14%) $5 a_b-c/d\\e #f", String(repeating: "w", count: 120),
            "the film was good , the soup was bad",
        ]
            + stride(from: 0, to: blocks.count, by: 40).map {
                blocks[$0..<min($0 + 40, blocks.count)].joined(separator: " ")
            }
    }()
}
