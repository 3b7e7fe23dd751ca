/// An axis of a chart: its quantity and unit.
public struct ChartAxis: Sendable, Equatable, Codable {
    public var title: String
    /// The unit, for instance `nats`; `nil` for a plain number.
    public var unit: String?
    /// True if the scale is logarithmic. Values that are not above 0 are then omitted.
    public var isLogarithmic: Bool
    /// True if all values are whole numbers, so that there are no ticks between them.
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

    /// Returns true if the axis can show a value. Values so large that differences between them overflow are not shown.
    func shows(_ value: Double) -> Bool { abs(value) < 1e300 && (!isLogarithmic || value > 1e-300) }
}
