import ArgumentParser
import Training

/// Whether and how a run finds out if pretraining helped.
struct TransferCheckOptions: ParsableArguments {
    @Flag(
        help: """
            After training, find out whether pretraining helped: train on a sample of the rows from pretrained and from \
            random weights, fit a head on frozen features and a bag-of-words model, and compare. Writes transfer.json. \
            --max-steps limits these trainings too.
            """)
    var checkTransfer = false
    @Option(help: "Maximum number of training rows of the check.")
    var transferRows = TransferCheck().rowLimit
    @Option(help: "Epochs of each training of the check; by default as many as take about a minute.")
    var transferEpochs: Int?

    func validate() throws {
        if transferRows < 1 { throw ValidationError("--transfer-rows must be 1 or more.") }
        if let transferEpochs, transferEpochs < 1 { throw ValidationError("--transfer-epochs must be 1 or more.") }
        if transferEpochs != nil, !checkTransfer { throw ValidationError("--transfer-epochs needs --check-transfer.") }
    }

    /// `nil` where nothing is asked.
    var check: TransferCheck? {
        guard checkTransfer else { return nil }
        var check = TransferCheck()
        check.rowLimit = transferRows
        check.epochs = transferEpochs
        return check
    }
}
