import Foundation
import InputOutput

/// A setting of a recipe in human-readable form.
package struct RecipeSetting {
    package let name: String
    package let value: String
    package let customary: String

    package var differs: Bool { value != customary }

    /// All settings in the order in which the recipe declares them.
    ///
    /// - Parameter usual: A recipe with the default settings.
    package static func all(of recipe: TrainingRecipe, usual: TrainingRecipe) -> [RecipeSetting] {
        let (values, customary) = (texts(recipe), texts(usual))
        return Mirror(reflecting: recipe).children.compactMap(\.label).map { name in
            RecipeSetting(
                name: words(name), value: values[name] ?? unset, customary: customary[name] ?? unset)
        }
    }

    /// The text for a setting that leaves the choice to Fledge.
    private static let unset = "not set"

    private static func texts(_ recipe: TrainingRecipe) -> [String: String] {
        guard let data = try? JSONEncoder().encode(recipe),
            let value = try? JSONDecoder().decode(JSONValue.self, from: data)
        else { return [:] }
        return (value.objectValue ?? [:]).mapValues(text)
    }

    private static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: unset
        case .bool(let value): value ? "yes" : "no"
        case .integer(let value): String(value)
        case .number(let value): value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
        case .string(let value): value
        case .array(let values): values.map(text).joined(separator: ", ")
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\($0.key) \(text($0.value))" }.joined(separator: ", ")
        }
    }

    /// The name of a property as words: `learningRate` becomes "learning rate".
    private static func words(_ name: String) -> String {
        name.reduce(into: "") { words, character in
            words += character.isUppercase ? " \(character.lowercased())" : String(character)
        }
    }
}
