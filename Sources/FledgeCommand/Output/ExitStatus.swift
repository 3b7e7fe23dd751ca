import InputOutput

/// The exit codes of sysexits that the command uses.
enum ExitStatus: Int32 {
    case usage = 64
    case data = 65
    case noInput = 66
    case software = 70
    case cannotCreate = 73
    case inputOutput = 74
    /// Ended by Ctrl-C, as shells count: 128 + SIGINT.
    case endedByInterrupt = 130
    /// Ended by SIGTERM, in the same way.
    case endedByTermination = 143

    /// An orderly end before all was done, for the signal that asked for it.
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
