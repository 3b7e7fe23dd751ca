import ArgumentParser
import Training

/// The check whether pretraining helped.
struct TransferCheckOptions: ParsableArguments {
    @Flag(
        help: """
            After training, check whether pretraining helped: compare training from pretrained and from random \
            weights, a head on frozen features, and a bag-of-words model, on a sample of the rows. Writes \
            transfer.json.
            """)
    var checkTransfer = false
    @Option(help: "Maximum number of training rows of the check.")
    var transferRows = TransferCheck().rowLimit
    @Option(help: "Epochs of each training of the check (default: as many as take about a minute).")
    var transferEpochs: Int?

    func validate() throws {
        if transferRows < 1 { throw ValidationError("--transfer-rows must be 1 or more.") }
        if let transferEpochs, transferEpochs < 1 { throw ValidationError("--transfer-epochs must be 1 or more.") }
        if transferEpochs != nil, !checkTransfer { throw ValidationError("--transfer-epochs needs --check-transfer.") }
    }

    /// The check; `nil` if it is not requested.
    var check: TransferCheck? {
        guard checkTransfer else { return nil }
        var check = TransferCheck()
        check.rowLimit = transferRows
        check.epochs = transferEpochs
        return check
    }
}
