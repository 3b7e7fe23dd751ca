import Checkpoints
import Encoders
import InputOutput
import TensorKernels
import TestSupport
import Testing

struct LoadingTests {
    @Test func `names without a prefix are the encoder's`() throws {
        let report = try EncoderModel(fixture: "bert-without-pooler").report
        #expect(report.loaded.count == 21)
        #expect(report.loaded.contains("encoder.layer.0.attention.output.LayerNorm.weight"))
        #expect(report.newlyInitialised.isEmpty)
        #expect(report.knownUnused.isEmpty)
    }

    @Test func `old names of LayerNorm are read and heads of pre-training are left out`() throws {
        let report = try EncoderModel(fixture: "bert-old-names").report
        #expect(report.loaded == (try EncoderModel(fixture: "bert-without-pooler").report.loaded))
        #expect(
            Set(report.knownUnused) == [
                "embeddings.position_ids", "pooler.dense.bias", "pooler.dense.weight", "cls.predictions.bias",
                "cls.predictions.decoder.bias", "cls.predictions.decoder.weight",
                "cls.predictions.transform.LayerNorm.bias", "cls.predictions.transform.LayerNorm.weight",
                "cls.predictions.transform.dense.bias", "cls.predictions.transform.dense.weight",
                "cls.seq_relationship.bias", "cls.seq_relationship.weight",
            ])
    }

    @Test func `parameters are in the order of the passes, and projections are fused`() throws {
        let model = try EncoderModel(fixture: "bert-2-layers")
        let layout = model.parameters.layout
        let layers = layout.entries.map { model.encoder.configuration.layer(ofParameter: $0.name) }
        #expect(layers == [-1, -1, -1, -1, -1] + [Int?](repeating: 0, count: 16) + [Int?](repeating: 1, count: 16))
        for layer in 0..<2 {
            for kind in ["weight", "bias"] {
                let entries = try ["query", "key", "value"].map { name in
                    let name = "encoder.layer.\(layer).attention.self.\(name).\(kind)"
                    return layout[try #require(layout.index(of: name))]
                }
                #expect(entries[0].range.upperBound == entries[1].offset)
                #expect(entries[1].range.upperBound == entries[2].offset)
            }
        }
    }

    @Test func `weights that do not fit the configuration are an error`() throws {
        let directory = Fixtures.path("Encoder/bert-without-pooler")
        var configuration = try ModelConfiguration(directory: directory)
        configuration.values["intermediate_size"] = .integer(8)
        let error = #expect(throws: FledgeError.self) { try EncoderModel(configuration, directory: directory) }
        #expect(
            error?.description == """
                \(directory)/model.safetensors: the weights do not fit the model: 3 of another shape
                  found:    encoder.layer.0.intermediate.dense.weight [64, 32] where the model has [8, 32]
                            encoder.layer.0.intermediate.dense.bias [64] where the model has [8]
                            encoder.layer.0.output.dense.weight [32, 64] where the model has [32, 8]
                  try:      check that config.json belongs to these weights and that the number of classes is the same
                """)
    }

    @Test func `an absent real checkpoint is an error that says how to get it`() {
        let environments = [
            ["FLEDGE_MINILM": "/nowhere/model", "XDG_CACHE_HOME": "/nowhere/cache", "HOME": "/nowhere/home"],
            ["FLEDGE_MINILM": "", "XDG_CACHE_HOME": "/nowhere/cache", "HOME": "/nowhere/home"],
            ["HOME": "/nowhere/home"],
        ]
        let places = [
            "/nowhere/model", "/nowhere/cache/fledge/models/all-MiniLM-L6-v2",
            "/nowhere/home/.cache/fledge/models/all-MiniLM-L6-v2",
        ]
        for (environment, place) in zip(environments, places) {
            let error = #expect(throws: FledgeError.self) { try MiniLM.directory(environment: environment) }
            #expect(
                error?.description == """
                    \(place): the tests need the checkpoint all-MiniLM-L6-v2
                      expected: a directory with its config.json and model.safetensors
                      found:    no model.safetensors
                      try:      run scripts/fetch-minilm, or set FLEDGE_MINILM to the directory of a copy
                    """)
        }
    }
}
