import COpenBLAS
import CTensorKernels
import Foundation
import InputOutput

/// The BLAS library in this process, which is set up for speed before its first use.
///
/// OpenBLAS selects its kernels from a list of known processors. On a processor newer than the library, it falls back
/// to kernels for a processor of 2004 and reaches a fifth of the speed. ``prepare()`` then selects kernels that fit the
/// processor's instructions. See docs/decisions/0004-openblas-loading.md.
public enum OpenBLAS {
    /// The kernels in use, and how they were selected.
    public struct Status: Sendable {
        /// The library's description of itself, which begins with its name and version.
        public let configuration: String
        /// The kernels that OpenBLAS selected when it was loaded.
        public let coreAtLoad: String
        /// The kernels in use.
        public let core: String
        /// The value of `OPENBLAS_CORETYPE` set by the user, which takes precedence over Fledge's choice.
        public let coreSetByUser: String?
        /// The best kernels for this processor's instructions; `nil` if OpenBLAS has nothing better than its own
        /// choice.
        public let preferredCore: String?

        /// True if faster kernels than those in use exist for this processor.
        public var isSlow: Bool {
            preferredCore.map { OpenBLAS.width(ofCore: core) < OpenBLAS.width(ofCore: $0) } ?? false
        }

        /// The advice to show if ``isSlow`` is true.
        public var advice: String {
            let cure = coreSetByUser == nil ? "install Debian's libopenblas0-pthread" : "unset OPENBLAS_CORETYPE"
            return "OpenBLAS uses its kernels for \(core) where this processor can run those for "
                + "\(preferredCore ?? core): \(cure) for full speed"
        }
    }

    /// The status of the library. The first use prepares the library.
    public static let status: Status = {
        let coreAtLoad = String(cString: openblas_get_corename())
        let environment = getenv("OPENBLAS_CORETYPE").map { String(cString: $0) }
        let setByUser = environment.flatMap { $0.isEmpty ? nil : $0 }
        let preferred = preferredCore()
        if let preferred, setByUser == nil, width(ofCore: coreAtLoad) < width(ofCore: preferred) {
            chooseCore(preferred)
        }
        // Several threads of ours call BLAS at the same time; threads of OpenBLAS on top of them would be too many.
        openblas_set_num_threads(1)
        endThreads()
        return Status(
            configuration: String(cString: openblas_get_config()), coreAtLoad: coreAtLoad,
            core: String(cString: openblas_get_corename()), coreSetByUser: setByUser, preferredCore: preferred)
    }()

    /// Prepares the library; only the first call has an effect.
    public static func prepare() { _ = status }

    /// Makes the library reserve working memory for all threads; only the first call has an effect.
    ///
    /// A thread that calls OpenBLAS for the first time while others do needs its own memory, and if none is available,
    /// OpenBLAS retries forever. So all of it is reserved before the first matrix multiplication, or the process ends
    /// with a message.
    static func reserveMemory() { _ = reservation }

    private static let reservation: Void = {
        let process = dlopen(nil, RTLD_NOW)
        guard let allocate = dlsym(process, "blas_memory_alloc"), let free = dlsym(process, "blas_memory_free")
        else { return }
        typealias Allocate = @convention(c) (CInt) -> UnsafeMutableRawPointer?
        typealias Free = @convention(c) (UnsafeMutableRawPointer?) -> Void
        // The size that OpenBLAS maps per thread on x86-64 (it touches only what it uses), and the number of mappings
        // it can track.
        let (bytesOfThread, mostThreads) = ((1 << 27) + (1 << 16), 64)
        let threads = min(WorkerThreads.count, mostThreads)
        let rooms = (0..<threads).map { _ in
            mmap(nil, bytesOfThread, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        }
        guard !rooms.contains(MAP_FAILED) else { OutOfMemory.end(bytes: bytesOfThread) }
        for room in rooms { munmap(room, bytesOfThread) }
        (0..<threads).map { _ in unsafeBitCast(allocate, to: Allocate.self)(0) }
            .forEach(unsafeBitCast(free, to: Free.self))
    }()

    private static func preferredCore() -> String? {
        switch fledge_kernel_level() {
        case FLEDGE_LEVEL_AMX, FLEDGE_LEVEL_AVX512: return "SkylakeX"
        case FLEDGE_LEVEL_AVX2: return "Haswell"
        default: return nil
        }
    }

    /// The vector width in bits of the kernels for a core.
    private static func width(ofCore name: String) -> Int {
        switch name.lowercased() {
        case "skylakex", "cooperlake", "sapphirerapids": return 512
        case "haswell", "zen", "excavator", "steamroller", "piledriver", "bulldozer", "sandybridge": return 256
        case "prescott", "core2", "penryn", "dunnington", "nehalem", "atom", "nano", "athlon", "opteron",
            "opteron_sse3",
            "barcelona", "bobcat", "katmai", "coppermine", "northwood", "banias":
            return 128
        default: return 1024  // a core of a later release: nothing we know is better
        }
    }

    private typealias Function = @convention(c) () -> Void

    /// Ends the threads that OpenBLAS started when it was loaded: they would busy-wait for nearly 0.1 s on cores that
    /// have work to do. OpenBLAS restarts them when more than one thread is requested.
    private static func endThreads() {
        guard let shutdown = dlsym(dlopen(nil, RTLD_NOW), "blas_thread_shutdown_") else { return }
        unsafeBitCast(shutdown, to: Function.self)()
    }

    /// Makes OpenBLAS select its kernels again. Libraries built for one processor have no choice of kernels and lack
    /// these functions.
    private static func chooseCore(_ core: String) {
        let process = dlopen(nil, RTLD_NOW)
        guard let quit = dlsym(process, "gotoblas_dynamic_quit"),
            let initialize = dlsym(process, "gotoblas_dynamic_init")
        else { return }
        setenv("OPENBLAS_CORETYPE", core, 1)
        unsafeBitCast(quit, to: Function.self)()
        unsafeBitCast(initialize, to: Function.self)()
        unsetenv("OPENBLAS_CORETYPE")
    }
}
