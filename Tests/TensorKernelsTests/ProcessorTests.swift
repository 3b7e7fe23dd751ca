import CTensorKernels
import Foundation
import TensorKernels
import Testing

struct ProcessorTests {
    private let levels = ["portable", "avx2", "avx512", "amx"]
    private let environment = ProcessInfo.processInfo.environment

    @Test func `the level of the kernels is not above the one that was asked for`() throws {
        let requested = environment["FLEDGE_MAX_ISA"].flatMap { $0.isEmpty ? nil : $0 } ?? "amx"
        let level = try #require(levels.firstIndex(of: Processor.kernelLevel))
        #expect(level <= levels.firstIndex(of: requested) ?? 3)
    }

    @Test func `the level of the kernels is the widest that the processor has below that`() {
        let features = Set(Processor.features)
        var widest = "portable"
        let (narrow, wide) = (["avx2", "fma"], ["avx512f", "avx512bw", "avx512vl", "avx512dq"])
        if features.isSuperset(of: narrow) { widest = "avx2" }
        if features.isSuperset(of: narrow + wide) { widest = "avx512" }
        if features.isSuperset(of: narrow + wide + ["amx-tile", "amx-bf16"]) { widest = "amx" }
        let requested = environment["FLEDGE_MAX_ISA"].flatMap { levels.contains($0) ? $0 : nil } ?? "amx"
        let expected = levels.first { $0 == widest || $0 == requested }
        #expect(Processor.kernelLevel == expected)
    }

    @Test func `OpenBLAS is fast unless the user chose its core`() {
        let status = OpenBLAS.status
        #expect(status.configuration.hasPrefix("OpenBLAS "))
        #expect(!status.isSlow || status.coreSetByUser != nil)
        #expect(status.coreSetByUser == environment["OPENBLAS_CORETYPE"].flatMap { $0.isEmpty ? nil : $0 })
    }

    @Test func `the choice of a core leaves the environment as it was`() {
        OpenBLAS.prepare()
        #expect(getenv("OPENBLAS_CORETYPE").map { String(cString: $0) } == environment["OPENBLAS_CORETYPE"])
    }

    @Test func `the advice names both cores and the cure`() {
        let status = OpenBLAS.status
        let cure = status.coreSetByUser == nil ? "install Debian's libopenblas0-pthread" : "unset OPENBLAS_CORETYPE"
        #expect(
            status.advice == "OpenBLAS uses its kernels for \(status.core) where this processor can run those for "
                + "\(status.preferredCore ?? status.core): \(cure) for full speed")
    }

    @Test func `the measured peak is one that a processor can have`() {
        #expect((1e8...2e12).contains(fledge_measure_peak(0.01)))
    }
}
