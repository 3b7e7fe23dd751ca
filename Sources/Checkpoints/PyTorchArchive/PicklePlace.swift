/// The location of a pickle, for messages.
struct PicklePlace {
    let path: String
    /// The pickle's name within its file; `nil` if offsets are relative to the start of the file.
    let member: String?
    /// The number of bytes before the pickle.
    let start: Int

    /// Advice for a file that contains more than tensors.
    static let refusalAdvice =
        "get the weights as model.safetensors, and open this file in Python only where you trust its author"

    /// Describes the location of a byte of the pickle.
    func byte(_ offset: Int) -> String {
        "\(path): byte \(start + offset)" + (member.map { " of \($0)" } ?? "")
    }
}
