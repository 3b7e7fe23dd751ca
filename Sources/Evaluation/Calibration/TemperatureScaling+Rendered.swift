import InputOutput

extension TemperatureScaling {
    /// A table of the temperature and its effect, without a trailing newline.
    public var rendered: String {
        var table = TextTable(header: ["temperature", temperature.fixed(4)])
        table.add(["cross-entropy before (nats)", crossEntropyBefore.fixed(4)])
        table.add(["cross-entropy after (nats)", crossEntropyAfter.fixed(4)])
        table.add(["examples", String(count)])
        return table.rendered
    }
}
