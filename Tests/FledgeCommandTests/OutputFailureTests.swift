import Foundation
import TestSupport
import Testing

/// The behavior if results cannot be written.
@Suite struct OutputFailureTests {
    static let places = [
        Failure.training(
            "the directory exists", 73,
            """
            DIR/output: the output directory exists already
              try:      pass --overwrite to replace it, or choose another directory
            """
        ) { try $0.directory.write("output/config.json", "old") },
        .training(
            "a file is in the way", 73,
            "DIR/output: the output directory's path is taken by a file\n  try:      choose another directory",
            "--overwrite"
        ) { try $0.directory.write("output", "old") },
        .training(
            "no parent directory", 73,
            """
            DIR/absent/output: the parent directory "DIR/absent" does not exist
              try:      create it with mkdir -p, or choose another place
            """, "--output", "DIR/absent/output"),
        .training(
            "the data would be replaced", 73,
            """
            DIR/output: the output directory holds an input and cannot be replaced
              found:    DIR/output/rows.tsv
              try:      choose another directory
            """, "--train", "DIR/output/rows.tsv", "--overwrite"
        ) { try $0.directory.write("output/rows.tsv", TinyReviews.tsv(TinyReviews.rows(6))) },
        .training(
            "what is no part of a model would be replaced", 73,
            """
            DIR/output: the output directory holds what is no part of a model, and is not replaced
              found:    base, notes.txt
              try:      move it away, or choose another directory
            """, "--overwrite"
        ) {
            try $0.directory.write("output/config.json", "{}")
            try $0.directory.write("output/notes.txt", "mine")
            try $0.directory.write("output/base/model.safetensors", "another model")
        },
        .training(
            "the model would be replaced by itself", 73,
            """
            DIR/model: the output directory holds an input and cannot be replaced
              found:    DIR/model
              try:      choose another directory
            """, "--output", "DIR/model", "--overwrite"),
        .training(
            "old results survive a failing run", 65, "DIR/empty.tsv: the file is empty", "--overwrite", "--validation",
            "DIR/empty.tsv"
        ) {
            try $0.directory.write("output/config.json", "old")
            try $0.directory.write("empty.tsv", "")
        },
        Failure(
            "a directory in place of a file", 73,
            "DIR/model: is a directory\n  expected: a file"
        ) {
            ["label", "--model", try $0.writeClassifier(), "--input", try $0.writeRows(), "--output", $0.model]
        },
        Failure(
            "no parent directory of a file", 73,
            """
            DIR/absent/output: the parent directory "DIR/absent" does not exist
              try:      create it with mkdir -p, or choose another place
            """
        ) { ["embed", "--model", $0.model, "--input", try $0.writeRows(), "--output", $0.path("absent/output")] },
    ]

    @Test(arguments: places)
    func cannotWrite(_ failure: Failure) throws { try failure.check() }

    @Test func overwritingReplacesEverything() throws {
        let workspace = try Workspace()
        for name in ["config.json", "old.json"] { try workspace.directory.write("output/\(name)", "old") }
        _ = try workspace.succeed([
            "train", "--model", workspace.model, "--train", try workspace.writeRows(), "--output",
            workspace.path("output"), "--overwrite", "--max-steps", "1",
        ])
        let names = try workspace.snapshot().keys
        #expect(!names.contains("output/old.json"))
        #expect(names.contains("output/model.safetensors"))
        #expect(!names.contains { $0.contains(".partial") || $0.contains(".replaced") })
    }

    private static func full(_ place: String) -> String {
        """
        fledge: error: \(place): the disk is full (No space left on device)
          try:      free some space and run the command again

        """
    }

    /// Commands that print results to an output that is always full.
    @Test(arguments: [
        "label --model classifier --input train.tsv", "embed --model model --input train.tsv",
        "embed --model model --input train.tsv --format npy", "evaluate --model classifier --data train.tsv",
        "evaluate --model classifier --data train.tsv --json", "inspect model", "inspect model --json",
    ])
    func standardOutputIsFull(command: String) throws {
        let workspace = try Workspace()
        _ = try workspace.writeClassifier()
        try workspace.writeRows()
        let outcome = try workspace.shell("fledge \(command) > /dev/full")
        #expect(outcome.errors.hasSuffix(Self.full("standard output")), "\(outcome.errors)")
        #expect(outcome.status == 74)
    }

    @Test(arguments: [["label", "--model", "classifier"], ["embed", "--model", "model", "--format", "npy"]])
    func outputFileIsFull(command: [String]) throws {
        let workspace = try Workspace()
        _ = try workspace.writeClassifier()
        try workspace.writeRows()
        let outcome = try workspace.run(command + ["--quiet", "--input", "train.tsv", "--output", "/dev/full"])
        #expect(outcome.errors == Self.full("/dev/full"))
        #expect(outcome.status == 74)
    }

    /// A disk that fills up halfway through the weights: a small separate file system, which requires root to mount.
    @Test(
        .enabled(
            if: SmallDisk.isPossible,
            "mounting a file system of 64 kB needs root and the program mount; full outputs are tested with /dev/full"))
    func diskFillsUp() throws {
        let workspace = try Workspace()
        let disk = try SmallDisk(in: workspace.directory, as: "disk")
        try workspace.writeRows()
        try workspace.directory.write("disk/output/config.json", "old")
        let before = try workspace.snapshot()
        for arguments in [
            ["train", "--model", "model", "--train", "train.tsv", "--output", "disk/output", "--overwrite"],
            ["train", "--model", "model", "--train", "train.tsv", "--output", "disk/new"],
        ] {
            let outcome = try workspace.run(arguments + ["--quiet", "--max-steps", "1"])
            // It is known before the first update that the model will not fit.
            #expect(
                outcome.errors.hasPrefix(
                    "fledge: error: \(arguments[6]): the model that is written at the end will not fit on the disk\n"),
                "\(outcome.errors)")
            #expect(outcome.status == 73)
            #expect(try workspace.snapshot() == before)
        }
        let search = try workspace.run([
            "tune", "--model", "model", "--train", "train.tsv", "--output", "disk/tuned", "--quiet", "--trials", "2",
        ])
        #expect(search.errors.contains("will not fit on the disk"), "\(search.errors)")
        #expect(search.status == 73)
        #expect(try workspace.snapshot() == before)
        let texts = try workspace.directory.write(
            "many.txt", (0..<2000).map { "the film was good and so is \($0)\n" }.joined())
        let withTexts = try workspace.snapshot()
        let outcome = try workspace.run([
            "label", "--quiet", "--model", try workspace.writeClassifier(), "--input", texts, "--output",
            "disk/labelled",
        ])
        #expect(outcome.errors == Self.full("disk/labelled"))
        #expect(outcome.status == 74)
        try FileManager.default.removeItem(atPath: workspace.path("classifier"))
        #expect(try workspace.snapshot() == withTexts)
        withExtendedLifetime(disk) {}
    }

    /// A disk with space for the model, but not for checkpoints as well: the model is more important.
    @Test(.enabled(if: SmallDisk.isPossible, "mounting a small file system needs root and the program mount"))
    func noRoomForCheckpoints() throws {
        let workspace = try Workspace()
        let disk = try SmallDisk(in: workspace.directory, as: "disk", kilobytes: 300)
        try workspace.writeRows()
        let outcome = try workspace.succeed([
            "train", "--model", "model", "--train", "train.tsv", "--output", "disk/new", "--quiet", "--max-steps", "2",
            "--checkpoint-steps", "1", "--no-record",
        ])
        #expect(
            outcome.errors.hasPrefix(
                """
                fledge: warning: no checkpoint after update 1, training continues: disk/new.checkpoints: a checkpoint, beside \
                the model that is written at the end, will not fit on the disk

                """), "\(outcome.errors)")
        #expect(FileManager.default.fileExists(atPath: workspace.path("disk/new/model.safetensors")))
        #expect(!FileManager.default.fileExists(atPath: workspace.path("disk/new.checkpoints")))
        withExtendedLifetime(disk) {}
    }

    /// `fledge label … | head`: the reader exits while there is still much to write.
    @Test(arguments: ["label --model classifier", "embed --model model", "embed --model model --format npy"])
    func readerGoesAway(command: String) throws {
        let workspace = try Workspace()
        _ = try workspace.writeClassifier()
        try workspace.directory.write("many.txt", (0..<6000).map { "the film \($0)\n" }.joined())
        let outcome = try workspace.shell(
            "fledge \(command) --quiet --input many.txt | head -c 5 > first; echo ${PIPESTATUS[0]}")
        #expect(
            outcome.errors == "fledge: error: standard output: the program that was reading it has ended\n")
        #expect(outcome.text == "74\n")
        #expect(FileManager.default.contents(atPath: workspace.path("first"))?.count == 5)
    }

    /// Failures to write messages must not fail the command.
    @Test(arguments: ["2>&-", "2> /dev/full", "2> >(true)"])
    func nobodyHearsTheTalk(redirection: String) throws {
        let workspace = try Workspace()
        try workspace.writeRows()
        let outcome = try workspace.shell(
            "fledge train --model model --train train.tsv --output output --max-steps 1 \(redirection)")
        #expect(outcome.status == 0)
        #expect(try workspace.snapshot().keys.contains("output/model.safetensors"))
    }
}
