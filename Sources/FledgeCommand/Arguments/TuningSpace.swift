import Foundation
import InputOutput
import Training
import Yams

/// The settings that a search tries: strategies of training, each with lists of values for options.
struct TuningSpace {
    /// An option and its values; `nil` leaves it out.
    struct Choice {
        let name: String
        let values: [String?]
    }

    /// The strategies; a candidate follows one of them and has a value for each of its options.
    private(set) var ways: [[Choice]]

    /// The default space.
    ///
    /// - Parameter layerCount: The number of the encoder's layers.
    init(layerCount: Int) {
        let layers = Set([max(1, layerCount / 3), max(1, 2 * layerCount / 3)]).subtracting([layerCount]).sorted()
        func choice(_ name: String, _ values: String...) -> Choice { Choice(name: name, values: values) }
        let (epochs, batch) = (choice("epochs", "2", "3", "4", "6"), choice("batch-size", "16", "32"))
        let smoothing = choice("label-smoothing", "0", "0.1")
        let whole = [
            choice("learning-rate", "1e-05", "2e-05", "3e-05", "5e-05", "8e-05", "0.00015"), epochs, batch,
            choice("layer-decay", "1", "0.9", "0.8"), smoothing,
        ]
        let top = [
            Choice(name: "train-layers", values: layers.map(String.init)),
            choice("learning-rate", "3e-05", "5e-05", "0.0001", "0.0002"), epochs, batch, smoothing,
        ]
        let gradual = [
            choice("unfreeze-epochs", "1"), choice("learning-rate", "2e-05", "5e-05", "0.0001"),
            choice("epochs", "3", "4", "6"), batch, smoothing,
        ]
        let adapted = [
            choice("lora", "true"), choice("lora-merge", "true"), choice("lora-rank", "8", "16"),
            choice("learning-rate", "0.0002", "0.0005", "0.001"), choice("epochs", "3", "4", "6"), batch, smoothing,
        ]
        ways = layers.isEmpty ? [whole, adapted, whole, gradual] : [whole, top, adapted, whole, gradual]
    }

    /// Reads a file: a mapping from the names of options to lists of values, or a list of such mappings.
    ///
    /// - Throws: `FledgeError` for an error in the file.
    init(path: String) throws {
        let file = try MappedFile(path: path)
        let text = withExtendedLifetime(file) { String(decoding: file.bytes, as: UTF8.self) }
        let known = try CommandOptions(calledBy: ["train"]).settings.filter { !Self.fixed.contains($0.name) }
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch { node = nil }
        if let list = node?.sequence, !list.isEmpty {
            ways = try list.map { way in
                guard let mapping = way.mapping else {
                    throw FledgeError(
                        .data, at: Self.place(way, path), "a way of training is not a mapping",
                        expected: "options with lists of values, such as epochs: [2, 3]")
                }
                return try Self.way(mapping, known, path)
            }
        } else {
            ways = [try Self.way(ConfigurationFile.mapping(in: text, path: path), known, path)]
        }
    }

    /// Options that are the same for all candidates.
    private static let fixed: Set<String> = [
        "model", "train", "validation", "output", "task", "overwrite", "resume", "resume-changed", "checkpoint-steps",
        "keep-checkpoints", "no-record", "json", "quiet", "metric", "text-column", "label-column", "label-columns",
        "pair-column", "no-header", "input-format", "allow-missing", "allow-unexpected", "entity-format", "word-column",
        "tag-column", "column-separator", "span-offsets", "tag-names", "misaligned-spans", "misplaced-tags",
        "delimiter",
        "encoding",
    ]

    private static func way(
        _ mapping: Node.Mapping, _ known: [CommandOptions.Option], _ path: String
    ) throws -> [Choice] {
        try mapping.map { key, value in
            let name = key.scalar?.string ?? ""
            guard let option = known.first(where: { $0.names.contains(name) }) else {
                throw FledgeError(
                    .data, at: place(key, path), "there is no setting \"\(Spelling.shortened(name))\" to try",
                    expected: "an option of fledge train that says how to train",
                    advice: Spelling.suggestion(for: name, among: known.flatMap(\.names)))
            }
            let values = try (value.sequence.map { Array($0) } ?? [value]).map { try text($0, name, path) }
            guard !values.isEmpty else {
                throw FledgeError(
                    .data, at: place(value, path), "\"\(name)\" has no values", expected: "a list of values")
            }
            return Choice(name: option.name, values: values)
        }
    }

    private static func text(_ value: Node, _ name: String, _ path: String) throws -> String? {
        guard let scalar = value.scalar else {
            throw FledgeError(
                .data, at: place(value, path), "a value of \"\(name)\" is not a single one",
                expected: "values such as [0.1, 0.2]; null leaves the option out")
        }
        if value.tag == Tag(.null) { return nil }
        return value.tag == Tag(.bool) ? value.bool.map(String.init) : scalar.string
    }

    private static func place(_ node: Node, _ path: String) -> String { node.mark.map { "\(path):\($0.line)" } ?? path }

    /// The space without the options that already have values, and without strategies that have no other options.
    func without(_ names: Set<String>) -> TuningSpace {
        var space = self
        space.ways = ways.map { $0.filter { !names.contains($0.name) } }.filter { !$0.isEmpty }
        return space
    }

    /// The names of all options that are tried.
    var names: Set<String> { Set(ways.joined().map(\.name)) }

    // MARK: Drawing

    private static let mostListed = 4096

    /// Random choices without repetition, from each strategy in turn.
    ///
    /// - Parameters:
    ///   - isSensible: Tells whether a choice can be tried; others are not counted.
    ///   - seed: The seed of the random numbers.
    func draw(_ count: Int, seed: UInt64, where isSensible: ([(String, String)]) throws -> Bool) rethrows
        -> [[(String, String)]]
    {
        var generator = SplitMix64(seed: seed, at: -7)
        var decks = ways.map { deck($0, &generator) }
        var seen: Set<String> = []
        var drawn: [[(String, String)]] = []
        while drawn.count < count, decks.contains(where: { !$0.isEmpty }) {
            for way in decks.indices where drawn.count < count {
                while let choice = decks[way].popLast() {
                    let name = choice.map { "\($0.0)=\($0.1)" }.sorted().joined(separator: " ")
                    guard seen.insert(name).inserted, try isSensible(choice) else { continue }
                    drawn.append(choice)
                    break
                }
            }
        }
        return drawn
    }

    /// All choices of a strategy in random order, or a sample of very many.
    private func deck(_ way: [Choice], _ generator: inout SplitMix64) -> [[(String, String)]] {
        var total = 1
        for choice in way { total = min(total * choice.values.count, Self.mostListed + 1) }
        func combination(_ number: (Choice) -> Int) -> [(String, String)] {
            way.compactMap { choice in choice.values[number(choice)].map { (choice.name, $0) } }
        }
        if total > Self.mostListed {
            return (0..<Self.mostListed).map { _ in combination { generator.next(below: $0.values.count) } }
        }
        var deck = (0..<total).map { index in
            var rest = index
            return combination { choice in
                defer { rest /= choice.values.count }
                return rest % choice.values.count
            }
        }
        generator.shuffle(&deck)
        return deck
    }
}
