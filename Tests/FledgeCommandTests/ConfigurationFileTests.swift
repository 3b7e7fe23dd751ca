import FledgeCommand
import Foundation
import TestSupport
import Testing

@Suite struct ConfigurationFileTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// The arguments that a file and other arguments expand to; `FILE` stands for the file's path.
    private func expanded(_ content: String, _ arguments: [String]) throws -> [String] {
        let path = try directory.write("run.yaml", content)
        return try ConfigurationFile.expanded(arguments.map { $0.replacingOccurrences(of: "FILE", with: path) })
    }

    static let mergers: [(content: String, arguments: [String], expected: [String])] = [
        (
            "model: mini\ntrain: data/train.tsv\nepochs: 3\nlearning-rate: 2e-5\n", ["train", "--config", "FILE"],
            ["train", "--model=mini", "--train=data/train.tsv", "--epochs=3", "--learning-rate=2e-5"]
        ),
        (
            "epochs: 3\nseed: 7\n", ["train", "--epochs", "5", "--config=FILE", "--quiet"],
            ["train", "--seed=7", "--epochs", "5", "--quiet"]
        ),
        ("model: a\noutput: b\n", ["train", "-m", "c", "--config", "FILE"], ["train", "--output=b", "-m", "c"]),
        ("model: a\noutput: b\n", ["train", "-qo=c", "--config", "FILE"], ["train", "--model=a", "-qo=c"]),
        (
            "no-dropout: true\noverwrite: false\njson: yes\n", ["train", "--config", "FILE", "--model", "m"],
            ["train", "--no-dropout", "--json", "--model", "m"]
        ),
        (
            "allow-missing: [a.*, -b]\nallow-unexpected: c\n", ["train", "--config", "FILE"],
            ["train", "--allow-missing=a.*", "--allow-missing=-b", "--allow-unexpected=c"]
        ),
        (
            "allow-missing:\n  - a\n  - b\n", ["train", "--config", "FILE", "--allow-missing", "c"],
            ["train", "--allow-missing", "c"]
        ),
        (
            "# quoted, and over lines\nmodel: \"null\"\noutput: >-\n  a\n  b\ntext-column: 'true'\n",
            ["train", "--config", "FILE"], ["train", "--model=null", "--output=a b", "--text-column=true"]
        ),
        (
            "precision: bf16\ninput-format: jsonl\n", ["train", "--config", "FILE"],
            ["train", "--precision=bf16", "--input-format=jsonl"]
        ),
        ("epochs: &n 4\nbatch-size: *n\n", ["train", "--config", "FILE"], ["train", "--epochs=4", "--batch-size=4"]),
    ]

    @Test(arguments: mergers)
    func fileComesBeforeTheCommandLine(_ content: String, _ arguments: [String], _ expected: [String]) throws {
        #expect(try expanded(content, arguments) == expected)
    }

    /// Arguments that ArgumentParser has to handle are passed on unchanged.
    @Test(arguments: [
        ["train", "--epochs", "3"], ["train", "--config"], ["label", "--config", "FILE"], [], ["--config", "FILE"],
        ["train", "--text-column", "x", "--", "--config", "FILE"],
    ])
    func otherCallsAreLeftAlone(_ arguments: [String]) throws {
        #expect(try ConfigurationFile.expanded(arguments) == arguments)
    }

    static let faults: [(content: String, message: String)] = [
        (
            "model: m\n\nepoch: 3\n",
            "FILE:3: fledge train has no option \"epoch\"\n  try:      did you mean \"epochs\"?"
        ),
        (
            "batch_size: 3\n",
            "FILE:1: fledge train has no option \"batch_size\"\n  try:      did you mean \"batch-size\"?"
        ),
        (
            "frobnicate: 3\n",
            "FILE:1: fledge train has no option \"frobnicate\"\n  try:      fledge train --help lists the options"
        ),
        (
            "config: other.yaml\n",
            "FILE:1: fledge train has no option \"config\"\n  try:      fledge train --help lists the options"
        ),
        (
            "model: m\nepochs: [1, 2]\n",
            "FILE:2: \"epochs\" takes a value\n  expected: one value\n  found:    a list"
        ),
        ("epochs: {a: 1}\n", "FILE:1: \"epochs\" takes a value\n  expected: one value\n  found:    a mapping"),
        ("epochs:\nmodel: m\n", "FILE:1: \"epochs\" takes a value\n  expected: one value\n  found:    nothing"),
        (
            "allow-missing: [a, [b]]\n",
            "FILE:1: \"allow-missing\" takes a value\n  expected: one value\n  found:    a list"
        ),
        (
            "allow-missing: {a: b}\n",
            "FILE:1: \"allow-missing\" takes a value\n  expected: a value or a list\n  found:    a mapping"
        ),
        ("overwrite: 1\n", "FILE:1: \"overwrite\" is a flag\n  expected: true or false\n  found:    \"1\""),
        ("overwrite: \"true\"\n", "FILE:1: \"overwrite\" is a flag\n  expected: true or false\n  found:    \"true\""),
        ("overwrite:\n  - true\n", "FILE:2: \"overwrite\" is a flag\n  expected: true or false\n  found:    a list"),
        (
            "precision: bf32\n",
            """
            FILE:1: "precision" cannot be "bf32"
              expected: one of "auto", "fp32", "bf16", "int8"
              try:      did you mean "fp32"?
            """
        ),
        (
            "epochs: 1\nmodel: m\nepochs: 2\n",
            "FILE:1: \"epochs\" is set twice\n  expected: one line for each option"
        ),
        ("", "FILE: the configuration is empty\n  expected: options, such as epochs: 3"),
        ("# nothing\n", "FILE: the configuration is empty\n  expected: options, such as epochs: 3"),
        (
            "- epochs\n",
            """
            FILE:1: the configuration is not a mapping
              expected: a line for each option, such as epochs: 3
              found:    a list
            """
        ),
        ("[a]: 1\n", "FILE:1: a key is not a name\n  found:    a list"),
        ("model: m\nepochs: *n\n", "FILE:2: broken YAML: found undefined alias"),
        ("model: \"m\n", "FILE:2: broken YAML: found unexpected end of stream"),
        ("epochs: 3\n---\nepochs: 4\n", "FILE:2: broken YAML: but found another document"),
    ]

    @Test(arguments: faults)
    func says(_ content: String, _ expected: String) throws {
        let text = message { _ = try expanded(content, ["train", "--config", "FILE"]) }
        #expect(text?.replacingOccurrences(of: "\(directory.path)/run.yaml", with: "FILE") == expected)
    }

    @Test func fileMustBeThere() throws {
        #expect(
            message { _ = try ConfigurationFile.expanded(["train", "--config", "/absent.yaml"]) } == """
                /absent.yaml: no such file or directory
                  try:      check the path
                """)
        #expect(
            message { _ = try expanded("epochs: 3\n", ["train", "--config", "FILE", "--config", "FILE"]) } == """
                --config is given several times
                  expected: one configuration file
                """)
    }

    @Test func invalidTextHasItsLine() throws {
        let path = try directory.write("run.yaml", Data("a: b\nc: \u{E9}\n".unicodeScalars.map { UInt8($0.value) }))
        #expect(
            message { _ = try ConfigurationFile.expanded(["train", "--config", path]) } == """
                \(path):2: invalid UTF-8
                  try:      convert the file to UTF-8
                """)
    }

    @Test func textHoldsWhatMakesTheRunInTheCommandsOrder() throws {
        let arguments = [
            "train", "--epochs=3", "-o", "a: b", "-q", "--model=m", "--train", "t.tsv", "--epochs", "4",
            "--allow-missing", "x.*", "--allow-missing=null", "--text-column=", "--no-dropout", "--validation", "~",
            "--config", "run.yaml", "--overwrite", "--resume", "--resume-changed", "--json",
        ]
        #expect(
            try ConfigurationFile.text(of: arguments) == """
                model: m
                train: t.tsv
                validation: '~'
                output: 'a: b'
                text-column: ''
                epochs: 4
                no-dropout: true
                allow-missing:
                - x.*
                - 'null'

                """)
    }

    /// Whatever the values are, the text expands to the same arguments.
    @Test(arguments: [
        "plain", "", "~", "null", "true", "0x10", "1e3", " spaces ", "a: b", "- a", "#a", "'", "\"", "a\nb\n", "é😀",
        "-x", "%", "@", "`", "{a}", "[a]", "a, b", "!x", "&x", "*x", "|", ">", "=", "<<", "\u{7F}", "\t", "a # b",
        String(repeating: "long words ", count: 30),
    ])
    func textMakesTheSameCall(_ value: String) throws {
        let call = [
            "train", "--model=\(value)", "--epochs=2", "--no-dropout", "--allow-missing=\(value)", "--allow-missing=b",
        ]
        let text = try ConfigurationFile.text(of: call)
        #expect(try expanded(text, ["train", "--config", "FILE"]) == call)
    }

    // MARK: The command

    @Test func commandReadsItsConfiguration() throws {
        let workspace = try Workspace()
        try workspace.writeRows()
        try workspace.directory.write(
            "run.yaml", "model: \(workspace.model)\ntrain: train.tsv\noutput: out\nmax-steps: 2\nseed: 3\njson: true\n")
        let outcome = try workspace.succeed(["train", "--config", "run.yaml", "--max-steps", "1"])
        #expect(try outcome.object()["steps"] as? Int == 1)
        #expect(FileManager.default.fileExists(atPath: workspace.path("out/model.safetensors")))
    }

    @Test func commandRefusesAnUnknownKey() throws {
        try Failure(
            "unknown key", 65, "run.yaml:1: fledge train has no option \"epoch\"\n  try:      did you mean \"epochs\"?"
        ) {
            try $0.directory.write("run.yaml", "epoch: 3\n")
            return ["train", "--config", "run.yaml"]
        }.check()
    }
}
