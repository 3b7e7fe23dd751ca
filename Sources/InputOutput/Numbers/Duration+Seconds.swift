extension Duration {
    /// The length in seconds.
    package var seconds: Double { Double(components.seconds) + 1e-18 * Double(components.attoseconds) }
}
