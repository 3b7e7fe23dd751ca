import TensorKernels

/// The machine and settings that benchmark results depend on besides the model.
package struct BenchmarkMachine: Sendable, Encodable {
    package let processor: String
    /// The kernel level in use.
    package let kernelLevel: String
    /// The kernels that OpenBLAS uses.
    package let openblasCore: String
    /// Advice for making OpenBLAS faster on this processor; `nil` if it cannot be faster.
    package let advice: String?
    package let threads: Int

    /// Describes this machine with its current settings.
    package init() {
        processor = Processor.name
        kernelLevel = Processor.kernelLevel
        openblasCore = OpenBLAS.status.core
        advice = OpenBLAS.status.isSlow ? OpenBLAS.status.advice : nil
        threads = ThreadTeam.shared.count
    }
}
