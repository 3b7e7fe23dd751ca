import Foundation
import InputOutput
import TaskHeads
import TestSupport
import Testing

/// How the directories of sentence-transformers say what follows the encoder.
@Suite struct SentencePoolingTests {
    private static let transformer = #"{"idx": 0, "path": "", "type": "sentence_transformers.models.Transformer"}"#
    private static let module = #"{"idx": 1, "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"}"#
    private static let normalize =
        #"{"idx": 2, "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"}"#

    private func pooling(
        _ configuration: String, modules: [String] = [transformer, module]
    ) throws -> SentencePooling {
        let directory = try TemporaryDirectory()
        try directory.write("modules.json", "[\(modules.joined(separator: ", "))]")
        try directory.write("1_Pooling/config.json", configuration)
        do {
            return try SentencePooling(directory: directory.path)
        } catch var error as FledgeError {
            error.place = error.place?.replacingOccurrences(of: directory.path, with: "DIR")
            throw error
        }
    }

    @Test(arguments: [
        (#"{"word_embedding_dimension": 32, "pooling_mode_mean_tokens": true}"#, PoolingMode.mean),
        (#"{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}"#, .cls),
        (#"{"pooling_mode_max_tokens": true, "include_prompt": true}"#, .max),
        (#"{"embedding_dimension": 32, "pooling_mode": "mean"}"#, .mean),
        (#"{"pooling_mode": "cls"}"#, .cls),
        (#"{"pooling_mode": ["max"]}"#, .max),
    ])
    func readsBothSchemas(configuration: String, mode: PoolingMode) throws {
        #expect(try pooling(configuration) == SentencePooling(mode: mode, normalizes: false))
        #expect(
            try pooling(configuration, modules: [Self.transformer, Self.module, Self.normalize])
                == SentencePooling(mode: mode, normalizes: true))
    }

    @Test(arguments: [
        (#"{"pooling_mode_weightedmean_tokens": true}"#, "weightedmean_tokens"),
        (#"{"pooling_mode_mean_tokens": true, "pooling_mode_cls_token": true}"#, "cls_token, mean_tokens"),
        (#"{"pooling_mode_mean_tokens": false}"#, "none"),
        (#"{"pooling_mode": "lasttoken"}"#, "lasttoken"),
        (#"{"pooling_mode": ["mean", "max"]}"#, "max, mean"),
        (#"{"pooling_mode": 3}"#, "none"),
        ("{}", "none"),
    ])
    func refusesOtherModes(configuration: String, found: String) throws {
        #expect(
            throws: FledgeError(
                .data, at: "DIR/1_Pooling/config.json", "this way of pooling is not supported",
                expected: "one of mean, cls and max", found: found)
        ) { try pooling(configuration) }
    }

    @Test func refusesWhatIsNotThere() throws {
        let mean = #"{"pooling_mode": "mean"}"#
        let dense = #"{"idx": 2, "path": "2_Dense", "type": "sentence_transformers.models.Dense"}"#
        #expect(
            throws: FledgeError(
                .data, at: "DIR/modules.json", "a module of this type is not supported",
                expected: "Transformer, Pooling or Normalize", found: "sentence_transformers.models.Dense")
        ) { try pooling(mean, modules: [Self.transformer, Self.module, dense]) }
        #expect(
            throws: FledgeError(
                .data, at: "DIR/modules.json", "no pooling module is listed", expected: "a module of type Pooling",
                found: "1 modules", advice: "name the pooling yourself with --pooling mean, cls or max")
        ) { try pooling(mean, modules: [Self.transformer]) }
        let directory = try TemporaryDirectory()
        #expect(
            throws: FledgeError(
                .data, at: directory.path, "nothing says how token vectors become one embedding",
                expected: "modules.json and a pooling configuration, as sentence-transformers writes them",
                found: "no modules.json", advice: "name the pooling yourself with --pooling mean, cls or max")
        ) { try SentencePooling(directory: directory.path) }
        #expect(
            throws: FledgeError(
                .noInput, at: "\(directory.path)/absent", "no such directory",
                expected: "a model's directory with config.json and model.safetensors", advice: "check the path")
        ) { try SentencePooling(directory: "\(directory.path)/absent") }
    }
}
