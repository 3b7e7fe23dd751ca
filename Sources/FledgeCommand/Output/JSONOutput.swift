import Foundation
import InputOutput

/// Machine-readable results: keys in snake case, sorted, one document.
enum JSONOutput {
    static func text(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder.forResults.encode(value), as: UTF8.self)
    }
}
