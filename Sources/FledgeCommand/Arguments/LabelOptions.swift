public import ArgumentParser
public import Datasets
public import Training

/// The notation of labels in files.
struct LabelOptions: ParsableArguments {
    @Option(
        help: """
            With --task multi-label: separator of the labels in a cell, such as ',' or ';', in addition to |, or \
            none; automatic means a comma, semicolon or space if the labels leave no doubt.
            """)
    var labelSeparator: LabelSettings.Separator = .automatic
    @Option(
        help: """
            Names for the labels of files, such as 0=negative,1=positive; classes keep the order of the labels.
            """)
    var labelNames: LabelNames?

    var settings: LabelSettings { LabelSettings(separator: labelSeparator, names: labelNames?.names ?? [:]) }
}

/// The order of ordinal classes.
struct LabelOrderOption: ParsableArguments {
    @Option(
        help: """
            With --task ordinal: labels from lowest to highest, such as low,medium,high (default: in numeric order).
            """)
    var labelOrder: String?

    func validate() throws {
        guard let labelOrder else { return }
        let names = Self.names(labelOrder)
        guard names.count > 1, Set(names).count == names.count else {
            throw ValidationError("--label-order needs two or more different labels, separated by commas.")
        }
    }

    var order: [String] { labelOrder.map(Self.names) ?? [] }

    private static func names(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0).trimmingSpaces }
    }
}

/// The handling of rows with labels that the model does not know.
struct UnseenLabelsOption: ParsableArguments {
    @Option(
        help: """
            Handling of rows with labels that the model does not know: count (as errors), skip or error.
            """)
    var unseenLabels = UnseenLabelPolicy.count
}

/// Names of labels as the value of an option: `label=name,label=name`.
struct LabelNames: ExpressibleByArgument {
    let names: [String: String]

    init?(argument: String) {
        var names: [String: String] = [:]
        for part in argument.split(separator: ",") {
            guard let sign = part.firstIndex(of: "=") else { return nil }
            let label = String(part[..<sign]).trimmingSpaces
            let name = String(part[part.index(after: sign)...]).trimmingSpaces
            guard !label.isEmpty, !name.isEmpty, names.updateValue(name, forKey: label) == nil else { return nil }
        }
        guard !names.isEmpty else { return nil }
        self.names = names
    }
}

extension LabelSettings.Separator: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "": return nil
        case "automatic": self = .automatic
        case "none": self = .none
        case "comma": self = .text(",")
        case "semicolon": self = .text(";")
        case "space": self = .text(" ")
        case "tab", "\\t": self = .text("\t")
        default: self = .text(argument)
        }
    }

    public var defaultValueDescription: String { "automatic" }
}

extension UnseenLabelPolicy: ExpressibleByArgument {}

extension String {
    /// The text without spaces at its ends.
    var trimmingSpaces: String {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
