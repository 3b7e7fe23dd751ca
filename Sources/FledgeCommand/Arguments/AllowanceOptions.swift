import ArgumentParser
import Checkpoints

/// Tensors that a checkpoint may lack or have in excess.
struct AllowanceOptions: ParsableArguments {
    @Option(
        help: """
            Tensor that the checkpoint may lack and that is then newly initialized; * matches any text. May be \
            repeated.
            """)
    var allowMissing: [String] = []
    @Option(
        help: """
            Tensor of the checkpoint that may be ignored if the model does not know it; * matches any text. May be \
            repeated.
            """)
    var allowUnexpected: [String] = []

    var allowance: LoadAllowance {
        LoadAllowance(
            missing: allowMissing, unexpected: allowUnexpected,
            advice: "where it is meant so, allow it by a pattern of names: --allow-missing, --allow-unexpected")
    }
}
