import InputOutput

/// The exit codes of the command, from sysexits.
enum ExitStatus: Int32 {
    case usage = 64
    case data = 65
    case noInput = 66
    case software = 70
    case cannotCreate = 73
    case inputOutput = 74
    /// Ended by Ctrl-C: 128 + SIGINT, as in shells.
    case endedByInterrupt = 130
    /// Ended by SIGTERM, in the same way.
    case endedByTermination = 143

    /// The code of an orderly but early end, for the signal that requested it.
    static var interrupted: ExitStatus { Interruption.isTermination ? .endedByTermination : .endedByInterrupt }

    init(_ category: FledgeError.Category) {
        switch category {
        case .usage: self = .usage
        case .data: self = .data
        case .noInput: self = .noInput
        case .software: self = .software
        case .cannotCreate: self = .cannotCreate
        case .inputOutput: self = .inputOutput
        }
    }
}
