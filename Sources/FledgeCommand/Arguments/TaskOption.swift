import ArgumentParser
import InputOutput
import TaskHeads

/// The task of a model whose files do not name it.
struct TaskOption: ParsableArguments {
    @Option(
        help: """
            Task of the model, if its config.json lacks it or is wrong; multi-label models often lack "problem_type" \
            (default: by config.json).
            """)
    var task: TextTask?
}
