import ArgumentParser
import InputOutput
import TaskHeads

/// The task of a model whose files do not say it.
struct TaskOption: ParsableArguments {
    @Option(
        help: """
            What the model says of a text, if its config.json does not say so or is wrong about it: single-label, \
            multi-label, regression, ordinal or entities. Models of several labels often lack "problem_type": give \
            multi-label.
            """)
    var task: TextTask?
}
