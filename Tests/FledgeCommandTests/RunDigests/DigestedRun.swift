import Testing

/// A script of commands whose results must keep every bit, and the files whose digests are recorded.
///
/// The script runs in a directory with the files of ``RunInputs``. Everything it names is relative, and every command
/// names its precision, because the default depends on the processor.
struct DigestedRun: Sendable, CustomTestStringConvertible {
    /// The name in the fixture: its topic, a slash, and what it covers.
    let name: String
    /// Bash, with the functions of ``prelude``.
    let script: String
    /// The files to digest, relative to the run's directory.
    let outputs: [String]
    /// True if the run is compared at every level that the processor has, not only at the highest one.
    let isAtEveryLevel: Bool

    init(_ name: String, _ outputs: [String], isAtEveryLevel: Bool = false, _ script: String) {
        self.name = name
        self.script = script
        self.outputs = outputs
        self.isAtEveryLevel = isAtEveryLevel
    }

    var testDescription: String { name }

    /// Shell functions: `fledge`, and `train`, which trains for 20 updates on 48 rows into the directory `out`.
    ///
    /// A later occurrence of an option replaces an earlier one, so a run can override each setting.
    static let prelude = """
        set -eu -o pipefail
        fledge() { "$FLEDGE" "$@"; }
        train() {
            fledge train -q --json --no-record --output out --precision fp32 --batch-size 8 --epochs 4 --max-steps 20 \\
                --learning-rate 1e-3 "$@" >/dev/null
        }

        """

    /// All runs.
    static let all =
        embeddings + labelling + evaluations + tasks + strategies + regularization + optimization + batches
        + interruptions + tokenization + checkpoints
}
