import TensorKernels

extension ThreadTeam {
    /// Returns the result of `body` for each of `0..<count`, computed on all threads.
    func values(_ count: Int, _ body: (_ item: Int) -> Double) -> [Double] {
        [Double](unsafeUninitializedCapacity: count) { buffer, initializedCount in
            guard let start = buffer.baseAddress else { return }
            forEach(count) { _, item in (start + item).initialize(to: body(item)) }
            initializedCount = count
        }
    }
}
