import Checkpoints
import Foundation
import InputOutput
import TestSupport
import Testing

@Suite struct LoadReportTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A checkpoint with all-zero tensors of these shapes.
    private func file(_ tensors: [(name: String, shape: [Int])]) throws -> SafetensorsFile {
        let zeros = UnsafeMutableBufferPointer<Float>.allocate(capacity: 100)
        zeros.initialize(repeating: 0)
        defer { zeros.deallocate() }
        let path = directory.path + "/model.safetensors"
        try SafetensorsWriter.write(
            to: path,
            tensors: tensors.map {
                ($0.name, $0.shape, UnsafeBufferPointer(zeros.extracting(0..<$0.shape.reduce(1, *))))
            },
            metadata: [:])
        return try SafetensorsFile(path: path)
    }

    private let wanted: [(name: String, shape: [Int])] = [
        ("embeddings.LayerNorm.weight", [4]), ("pooler.dense.weight", [4, 4]), ("classifier.weight", [2, 4]),
        ("classifier.bias", [2]),
    ]

    @Test func aBaseModelWithANewHead() throws {
        let file = try file([
            ("cls.predictions.bias", [7]), ("bert.embeddings.position_ids", [1, 8]),
            ("bert.pooler.dense.weight", [4, 4]), ("bert.embeddings.LayerNorm.gamma", [4]),
        ])
        let (report, mapping) = try LoadReport.match(source: file, wanted: wanted) { $0.hasPrefix("classifier.") }
        var expected = LoadReport()
        expected.loaded = ["embeddings.LayerNorm.weight", "pooler.dense.weight"]
        expected.newlyInitialised = ["classifier.weight", "classifier.bias"]
        expected.knownUnused = ["cls.predictions.bias", "embeddings.position_ids"]
        #expect(report == expected)
        #expect(
            mapping == [
                "embeddings.LayerNorm.weight": "bert.embeddings.LayerNorm.gamma",
                "pooler.dense.weight": "bert.pooler.dense.weight",
            ])
        #expect(report.isComplete)
        try report.requireComplete(path: file.path)
        #expect(
            report.description == """
                loaded                2
                newly initialized     2  classifier.weight, classifier.bias
                not used              2  cls.predictions.bias, embeddings.position_ids
                """)
        #expect(try JSONDecoder().decode(LoadReport.self, from: JSONEncoder().encode(report)) == report)
    }

    @Test func whatDoesNotFit() throws {
        let file = try file([
            ("bert.embeddings.LayerNorm.weight", [5]), ("classifier.weight", [3, 4]), ("extra.weight", [2, 2]),
            ("classifier.bias", [2]),
        ])
        let (report, mapping) = try LoadReport.match(source: file, wanted: wanted) { $0.hasPrefix("classifier.") }
        var expected = LoadReport()
        expected.loaded = ["classifier.bias"]
        expected.unexpected = [LoadReport.NamedShape(name: "extra.weight", shape: [2, 2])]
        expected.missing = [LoadReport.NamedShape(name: "pooler.dense.weight", shape: [4, 4])]
        expected.misShaped = [
            LoadReport.ShapeMismatch(
                name: "embeddings.LayerNorm.weight", expected: [4], found: [5],
                place: "\(file.path): tensor bert.embeddings.LayerNorm.weight"),
            LoadReport.ShapeMismatch(
                name: "classifier.weight", expected: [2, 4], found: [3, 4],
                place: "\(file.path): tensor classifier.weight"),
        ]
        #expect(report == expected)
        #expect(mapping == ["classifier.bias": "classifier.bias"])
        let error = try CaughtError(replacing: file.path) { try report.requireComplete(path: file.path) }
        let message = """
            FILE: the weights do not fit the model: 2 of another shape, 1 missing, 1 unexpected
              found:    embeddings.LayerNorm.weight [5] where the model has [4]
                        classifier.weight [3, 4] where the model has [2, 4]
                        no pooler.dense.weight [4, 4]
                        extra.weight [2, 2], which the model does not have
              try:      check that config.json belongs to these weights and that the number of classes is the same
            """
        #expect(error == CaughtError(.data, message))
        #expect(
            report.description == """
                loaded                1
                of another shape      2  embeddings.LayerNorm.weight [5], not [4], classifier.weight [3, 4], not [2, 4]
                missing               1  pooler.dense.weight [4, 4]
                unexpected            1  extra.weight [2, 2]
                """)
    }

    @Test func longListsAreCut() throws {
        let file = try file([])
        let wanted = (0..<14).map { (name: "t\($0)", shape: [$0]) }
        let (report, _) = try LoadReport.match(source: file, wanted: wanted) { _ in false }
        let allowance = LoadAllowance(advice: "or allow it")
        let error = try CaughtError(replacing: file.path) {
            try report.requireComplete(path: file.path, allowance: allowance)
        }
        let lines = (0..<10).map { "no t\($0) [\($0)]" } + ["and 4 more"]
        let message = """
            FILE: the weights do not fit the model: 14 missing
              found:    \(lines.joined(separator: "\n            "))
              try:      check that config.json belongs to these weights and that the number of classes is the same; \
            or allow it
            """
        #expect(error == CaughtError(.data, message))
        #expect(
            report.description == """
                loaded                0
                missing              14  t0 [0], t1 [1], t2 [2], and 11 more
                """)
    }

    @Test func tensorsThatMayBeLeftOver() throws {
        let file = try file([("pooler.dense.bias", [1]), ("other", [1])])
        let (report, _) = try LoadReport.match(
            source: file, wanted: [], mayBeNew: { _ in false }, mayBeUnused: { $0.hasPrefix("pooler.") })
        #expect(report.knownUnused == ["pooler.dense.bias"])
        #expect(report.unexpected.map(\.name) == ["other"])
    }

    @Test func aTensorThatIsWantedIsNotUnused() throws {
        let file = try file([("cls.predictions.bias", [1])])
        let (report, mapping) = try LoadReport.match(
            source: file, wanted: [("cls.predictions.bias", [1])], mayBeNew: { _ in false })
        #expect(report.loaded == ["cls.predictions.bias"])
        #expect(report.knownUnused == [])
        #expect(mapping == ["cls.predictions.bias": "cls.predictions.bias"])
    }

    @Test func twoTensorsForOne() throws {
        let file = try file([("LayerNorm.gamma", [1]), ("x", [1]), ("bert.LayerNorm.weight", [1])])
        let error = try CaughtError(replacing: file.path) {
            _ = try LoadReport.match(source: file, wanted: []) { _ in false }
        }
        let message = """
            FILE: two tensors of the checkpoint stand for the same one
              expected: one tensor for LayerNorm.weight
              found:    LayerNorm.gamma and bert.LayerNorm.weight
              try:      remove the one that the model does not use
            """
        #expect(error == CaughtError(.data, message))
    }
}
