import ArgumentParser

/// What a computer costs.
struct PriceOption: ParsableArguments {
    @Option(help: "Price of this computer for an hour, in any currency, to estimate what texts cost (default: none).")
    var pricePerHour: Double?

    func validate() throws {
        if let pricePerHour, pricePerHour < 0 || !pricePerHour.isFinite {
            throw ValidationError("--price-per-hour must be 0 or more.")
        }
    }

    /// The speed of a model and what that costs.
    func speed(textsPerSecond: Double) -> ModelSpeed {
        let seconds = 1000 / textsPerSecond
        return ModelSpeed(
            textsPerSecond: textsPerSecond, secondsPerThousandTexts: seconds,
            costPerThousandTexts: pricePerHour.map { $0 * seconds / 3600 })
    }
}

/// How fast a model answers, the texts being encoded already.
struct ModelSpeed: Encodable {
    let textsPerSecond: Double
    let secondsPerThousandTexts: Double
    /// In the currency of the price; `nil` without a price.
    let costPerThousandTexts: Double?
}
