import ArgumentParser

/// The price of the computer.
struct PriceOption: ParsableArguments {
    @Option(
        help: """
            Price of this computer per hour, in any currency, to estimate the cost of texts (default: none).
            """)
    var pricePerHour: Double?

    func validate() throws {
        if let pricePerHour, pricePerHour < 0 || !pricePerHour.isFinite {
            throw ValidationError("--price-per-hour must be 0 or more.")
        }
    }

    /// The speed of a model and its cost.
    func speed(textsPerSecond: Double) -> ModelSpeed {
        let seconds = 1000 / textsPerSecond
        return ModelSpeed(
            textsPerSecond: textsPerSecond, secondsPerThousandTexts: seconds,
            costPerThousandTexts: pricePerHour.map { $0 * seconds / 3600 })
    }
}

/// The speed of a model on encoded texts.
struct ModelSpeed: Encodable {
    let textsPerSecond: Double
    let secondsPerThousandTexts: Double
    /// In the currency of the price; `nil` without a price.
    let costPerThousandTexts: Double?
}
