import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

/// Finding the checkpoint in a directory.
@Suite struct TensorFlowFindTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test(
        arguments: [
            ([], nil), (["x"], "x"), (["a", "bert_model.ckpt", "x"], "bert_model.ckpt"),
            (["model.ckpt-100"], "model.ckpt-100"),
        ] as [([String], String?)])
    func theOneThatIsThere(_ prefixes: [String], _ expected: String?) throws {
        for prefix in prefixes {
            try directory.write("\(prefix).index", "")
            try directory.write("\(prefix).data-00000-of-00001", "")
        }
        try directory.write("lonely.index", "")
        try directory.write("other.data-00000-of-00001", "")
        try directory.write("model.safetensors.index.json", "")
        try directory.write(".index", "")
        #expect(try TensorFlowBundle.find(in: directory.path) == expected.map { "\(directory.path)/\($0)" })
        #expect(try TensorFlowBundle.find(in: directory.path + "/") == expected.map { "\(directory.path)/\($0)" })
    }

    @Test(
        arguments: [
            (2, "x10, x11"),
            (12, "x10, x11, x12, x13, x14, x15, x16, x17, x18, x19 and 2 more"),
        ])
    func several(_ count: Int, _ found: String) throws {
        for number in 10..<(10 + count) {
            try directory.write("x\(number).index", "")
            try directory.write("x\(number).data-00000-of-00001", "")
        }
        let error = try CaughtError(replacing: directory.path) {
            _ = try TensorFlowBundle.find(in: directory.path)
        }
        #expect(
            error
                == CaughtError(
                    .data,
                    """
                    FILE: the directory has several TensorFlow checkpoints
                      expected: one, or one of the name bert_model.ckpt
                      found:    \(found)
                      try:      move the files of the others elsewhere
                    """))
    }

    @Test func noDirectory() throws {
        let path = "\(directory.path)/none"
        let error = try CaughtError(replacing: path) { _ = try TensorFlowBundle.find(in: path) }
        #expect(
            error
                == CaughtError(
                    .noInput,
                    """
                    FILE: the directory cannot be read
                      try:      check the path
                    """))
    }
}
