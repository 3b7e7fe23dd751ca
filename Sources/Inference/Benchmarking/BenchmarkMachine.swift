import TensorKernels

/// What the figures of a benchmark depend on besides the model.
package struct BenchmarkMachine: Sendable, Encodable {
    package let processor: String
    /// The instructions that the loops use.
    package let kernelLevel: String
    /// The kernels that OpenBLAS uses.
    package let openblasCore: String
    /// Whether OpenBLAS could be faster on this processor, and how.
    package let advice: String?
    package let threads: Int

    /// This machine, as it is used now.
    package init() {
        processor = Processor.name
        kernelLevel = Processor.kernelLevel
        openblasCore = OpenBLAS.status.core
        advice = OpenBLAS.status.isSlow ? OpenBLAS.status.advice : nil
        threads = ThreadTeam.shared.count
    }
}
