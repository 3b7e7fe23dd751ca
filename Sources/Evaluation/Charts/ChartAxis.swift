/// One direction of a chart: what is measured along it, and in which unit.
public struct ChartAxis: Sendable, Equatable, Codable {
    public var title: String
    /// The unit, for instance `nats`; `nil` for a plain number.
    public var unit: String?
    /// Whether equal distances are equal factors. Numbers that are not above 0 are then left out.
    public var isLogarithmic: Bool
    /// Whether only whole numbers are measured, so that there is nothing to mark between them.
    public var isWhole: Bool

    private enum CodingKeys: String, CodingKey {
        case title, unit
        case isLogarithmic = "is_logarithmic"
        case isWhole = "is_whole"
    }

    public init(_ title: String, unit: String? = nil, isLogarithmic: Bool = false, isWhole: Bool = false) {
        self.title = title
        self.unit = unit
        self.isLogarithmic = isLogarithmic
        self.isWhole = isWhole
    }

    /// The title with the unit in parentheses.
    var text: String { unit.map { "\(title) (\($0))" } ?? title }

    /// Whether a number has a place on the axis. Numbers so large that distances between them overflow have none.
    func shows(_ value: Double) -> Bool { abs(value) < 1e300 && (!isLogarithmic || value > 1e-300) }
}
