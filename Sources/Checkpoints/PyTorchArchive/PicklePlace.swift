/// Where a pickle lies, for messages.
struct PicklePlace {
    let path: String
    /// The pickle's name within its file; nil where the bytes count from the file's first.
    let member: String?
    /// How many bytes lie before the pickle.
    let start: Int

    /// What to do about a file that asks for more than tensors.
    static let refusalAdvice =
        "get the weights as model.safetensors, and open this file in Python only where you trust its author"

    /// The place of a byte of the pickle.
    func byte(_ offset: Int) -> String {
        "\(path): byte \(start + offset)" + (member.map { " of \($0)" } ?? "")
    }
}
