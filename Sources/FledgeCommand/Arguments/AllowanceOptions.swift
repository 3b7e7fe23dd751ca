import ArgumentParser
import Checkpoints

/// What a checkpoint may lack or have too much of.
struct AllowanceOptions: ParsableArguments {
    @Option(
        help: """
            Tensors that the checkpoint may lack, by name, where * stands for any text; they are newly initialised. May \
            be given several times.
            """)
    var allowMissing: [String] = []
    @Option(
        help: """
            Tensors that the model may not know, by name, where * stands for any text. May be given several times.
            """)
    var allowUnexpected: [String] = []

    var allowance: LoadAllowance {
        LoadAllowance(
            missing: allowMissing, unexpected: allowUnexpected,
            advice: "where it is meant so, allow it by a pattern of names: --allow-missing, --allow-unexpected")
    }
}
