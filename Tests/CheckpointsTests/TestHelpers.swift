import Foundation
import InputOutput
import Testing

/// The error that a body throws, with `path` replaced by `FILE` so that a table can hold the exact text.
struct CaughtError: Equatable, CustomStringConvertible {
    var category: FledgeError.Category
    var description: String

    init(_ category: FledgeError.Category, _ description: String) {
        self.category = category
        self.description = description
    }

    init(replacing path: String, with name: String = "FILE", _ body: () throws -> Void) throws {
        let error = try #require(throws: FledgeError.self, performing: body)
        self.init(error.category, error.description.replacingOccurrences(of: path, with: name))
    }
}

/// The bytes of a safetensors file with any header and any number of bytes after it.
func safetensors(header: some Collection<UInt8>, dataCount: Int, length: UInt64? = nil) -> Data {
    var data = withUnsafeBytes(of: (length ?? UInt64(header.count)).littleEndian) { Data($0) }
    data.append(contentsOf: header)
    data.append(Data(count: dataCount))
    return data
}

/// The bytes of a safetensors file with the given elements of its only tensor `x`.
func safetensors(dtype: String, elements: Data, count: Int, headerPadding: Int = 0) -> Data {
    let header =
        #"{"x":{"dtype":"\#(dtype)","shape":[\#(count)],"data_offsets":[0,\#(elements.count)]}}"#
        + String(repeating: " ", count: headerPadding)
    return safetensors(header: header.utf8, dataCount: 0) + elements
}
