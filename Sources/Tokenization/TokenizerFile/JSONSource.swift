import InputOutput

/// A JSON file that is being read: its path, and its bytes, which must outlive it, for line numbers.
struct JSONSource {
    let path: String
    let bytes: UnsafeRawBufferPointer

    /// The file and line of a value, or of the enclosing object if the value is absent.
    func place(of value: JSONKeyPath) -> String {
        var value = value
        while !value.steps.isEmpty {
            if let offset = value.offset(in: bytes) {
                return "\(path):\(JSONReader(bytes).line(at: offset))"
            }
            value = value.parent
        }
        return path
    }

    /// Reads the file's only value; a syntax error names the member that contains it.
    func read<Result>(_ body: (inout JSONReader) throws -> Result) throws -> Result {
        var isSyntaxError = false
        do {
            return try JSONReader.readDocument(bytes, path: path) { reader in
                do {
                    let result = try body(&reader)
                    try reader.expectEnd()
                    return result
                } catch let error as JSONSyntaxError {
                    isSyntaxError = true
                    throw error
                }
            }
        } catch var error as FledgeError where isSyntaxError {
            let place = JSONKeyPath.toSyntaxError(in: bytes)
            if !place.steps.isEmpty { error.problem = "\(place) is not valid JSON" }
            throw error
        }
    }
}
