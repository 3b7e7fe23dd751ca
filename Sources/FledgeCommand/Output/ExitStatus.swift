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
    case interrupted = 130

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
