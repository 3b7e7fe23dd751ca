import Foundation
import InputOutput
import ModelHub
import TestSupport
import Testing

@Suite struct ModelFilesTests {
    static let choices: [([String], [String])] = [
        (["model.safetensors", "pytorch_model.bin", "tf_model.h5"], ["model.safetensors"]),
        (["model.safetensors.index.json", "pytorch_model.bin"], ["model.safetensors.index.json"]),
        (["pytorch_model.bin", "pytorch_model.bin.index.json", "flax_model.msgpack"], ["pytorch_model.bin"]),
        (["pytorch_model.bin.index.json", "onnx/model.onnx"], ["pytorch_model.bin.index.json"]),
        (
            ["bert_model.ckpt.index", "bert_model.ckpt.data-00000-of-00001", "bert_model.ckpt.meta", "checkpoint"],
            ["bert_model.ckpt.data-00000-of-00001", "bert_model.ckpt.index"]
        ),
        (
            ["m.ckpt.index", "m.ckpt.data-00001-of-00002", "m.ckpt.data-00000-of-00002"],
            ["m.ckpt.data-00000-of-00002", "m.ckpt.data-00001-of-00002", "m.ckpt.index"]
        ),
        (["m.ckpt.index", "m.ckpt.data-00001-of-00002"], []),
        (["adapter_config.json", "adapter_model.safetensors", "model.safetensors"], ["adapter_model.safetensors"]),
        (["adapter_config.json", "adapter_model.bin"], ["adapter_model.bin"]),
        (["config.json", "fledge-int8.safetensors"], ["fledge-int8.safetensors"]),
        (["sub/model.safetensors", "openvino/openvino_model.bin", "tf_model.h5", "rust_model.ot"], []),
    ]

    @Test(arguments: choices)
    func weights(names: [String], expected: [String]) { #expect(ModelFiles(names).weights == expected) }

    @Test func descriptions() {
        let wanted = [
            "README.md", "adapter_config.json", "added_tokens.json", "bert_config.json", "config.json",
            "config_sentence_transformers.json",
            "merges.txt", "modules.json", "sentence_bert_config.json", "sentence_distilbert_config.json",
            "special_tokens_map.json", "tokenizer.json",
            "tokenizer_config.json", "vocab.json", "vocab.txt",
        ]
        let others = [".gitattributes", "LICENSE", "train_script.py", "1_Pooling/config.json", "onnx/config.json"]
        #expect(ModelFiles(wanted + others).descriptions == wanted)
    }

    @Test func modulesInDirectories() throws {
        let files = [
            "modules.json": #"""
            [{"path": "0_Transformer"}, {"path": "1_Pooling"}, {"path": "2_Dense"}, {"path": ""}]
            """#, "0_Transformer/config.json": "{}", "0_Transformer/vocab.txt": "[UNK]\n",
            "0_Transformer/model.safetensors": "weights", "0_Transformer/pytorch_model.bin": "others",
            "1_Pooling/config.json": "{}", "2_Dense/config.json": "{}", "2_Dense/pytorch_model.bin": "dense",
            "3_Other/config.json": "{}", "tf_model.h5": "h5",
        ].mapValues { Data($0.utf8) }
        let hub = try Hub(files)
        try hub.pull()
        #expect(
            hub.found == [
                "0_Transformer/config.json", "0_Transformer/model.safetensors", "0_Transformer/vocab.txt",
                "1_Pooling/config.json", "2_Dense/config.json", "2_Dense/pytorch_model.bin", "modules.json",
            ])
    }

    static func sharded(_ index: String) -> [String: Data] {
        [
            "config.json": "{}", "vocab.txt": "[UNK]\n", "model.safetensors.index.json": index,
            "model-00001-of-00002.safetensors": "one", "model-00002-of-00002.safetensors": "two",
            "model-00003-of-00002.safetensors": "not in the index",
        ].mapValues { Data($0.utf8) }
    }

    @Test func shards() throws {
        let index = """
            {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors",
            "c": "model-00001-of-00002.safetensors"}}
            """
        var hub = try Hub(Self.sharded(index))
        try hub.pull()
        #expect(
            hub.found == [
                "config.json", "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors",
                "model.safetensors.index.json", "vocab.txt",
            ])
        hub.settings.isOffline = true
        #expect(try hub.pull() == hub.snapshot)
        try FileManager.default.removeItem(atPath: "\(hub.snapshot)/model-00002-of-00002.safetensors")
        #expect(hub.message { try hub.pull() }.contains("\n  expected: model-00002-of-00002.safetensors\n"))
    }

    static let badIndexes: [(String, String)] = [
        (
            #"{"weight_map": {"a": "model-00009-of-00002.safetensors"}}"#,
            """
            fledge/tiny-model: the repository lacks a file that model.safetensors.index.json names
              expected: model-00009-of-00002.safetensors
              try:      choose another revision
            """
        ),
        (
            #"{"weight_map": {"a": "../../../../evil"}}"#,
            #"""
            fledge/tiny-model: the repository names a file that would lie outside of its directory
              expected: a relative path without ..
              found:    "../../../../evil"
              try:      do not use this repository
            """#
        ),
        (
            #"{"weight_map": {"a": 7}}"#,
            """
            SNAPSHOT/model.safetensors.index.json: the index names a file that is no string
              found:    integer(7)
            """
        ),
        (
            #"{"weights": 1}"#,
            """
            SNAPSHOT/model.safetensors.index.json: this is not an index of weights
              expected: an object weight_map of names of files
            """
        ),
    ]

    @Test(arguments: badIndexes)
    func badIndex(index: String, expected: String) throws {
        let hub = try Hub(Self.sharded(index))
        let text = hub.message { try hub.pull() }
        let place = "CACHE/models--fledge--tiny-model/snapshots/\(HubServer.commit)"
        #expect(text.replacingOccurrences(of: place, with: "SNAPSHOT") == expected)
    }

    @Test(arguments: ["../config.json", "/etc/passwd", "a/../../b", "a\\..\\b", "./a", "a//b", "", "a\u{1}"])
    func namesThatLeaveTheDirectory(name: String) throws {
        let hub = try Hub()
        #expect(
            hub.message { try hub.pull(files: .named([name])) } == """
                fledge/tiny-model: the repository names a file that would lie outside of its directory
                  expected: a relative path without ..
                  found:    \(name.debugDescription)
                  try:      do not use this repository
                """)
        #expect(hub.server.requests.isEmpty)
    }

    @Test func aModuleThatLeavesTheDirectory() throws {
        let files = [
            "modules.json": #"[{"path": "../../../evil"}]"#, "../../../evil/config.json": "{}",
            "config.json": "{}", "model.safetensors": "weights",
        ].mapValues { Data($0.utf8) }
        let hub = try Hub(files)
        let text = hub.message { try hub.pull() }
        #expect(text.contains("would lie outside of its directory"))
        #expect(text.contains(#"found:    "../../../evil/config.json""#))
    }

    @Test(arguments: [
        (["config.json", "tf_model.h5", "vocab.txt"], "tf_model.h5"), (["README.md"], "none"),
        (["config.json", "onnx/model.onnx", "model.gguf"], "model.gguf, onnx/model.onnx"),
    ])
    func nothingToLoad(names: [String], found: String) throws {
        let hub = try Hub(Dictionary(uniqueKeysWithValues: names.map { ($0, Data("{}".utf8)) }))
        #expect(
            hub.message { try hub.pull() } == """
                fledge/tiny-model: the repository has no weights that can be read
                  expected: model.safetensors, pytorch_model.bin, an index of either, or a TensorFlow checkpoint \
                (.ckpt.index)
                  found:    \(found)
                  try:      choose a model of the BERT family with weights in one of these formats
                """)
    }

    @Test func aTokenizerAlone() throws {
        let hub = try Hub(["tokenizer.json": Data("{}".utf8), "README.md": Data("A tokenizer\n".utf8)])
        try hub.pull()
        #expect(hub.found == ["README.md", "tokenizer.json"])
    }
}
