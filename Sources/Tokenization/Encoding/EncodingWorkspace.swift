import Synchronization

/// The state that one thread reuses from text to text: buffers, and caches of words and scalars.
///
/// The buffers are behind pointers, since each access to a property of a class is checked for exclusivity.
final class EncodingWorkspace {
    let tokens: UnsafeMutablePointer<TokenBuffer>
    let words = WordCache()
    let scalars = NormalizedScalars()
    let normalized: UnsafeMutablePointer<NormalizedText>
    let zeros: UnsafeMutablePointer<SharedZeros>

    init() {
        tokens = .allocate(capacity: 1)
        tokens.initialize(to: TokenBuffer())
        normalized = .allocate(capacity: 1)
        normalized.initialize(to: NormalizedText())
        zeros = .allocate(capacity: 1)
        zeros.initialize(to: SharedZeros())
    }

    deinit {
        tokens.pointee.deallocate()
        tokens.deallocate()
        normalized.pointee.deallocate()
        normalized.deallocate()
        zeros.deinitialize(count: 1)
        zeros.deallocate()
        words.deallocate()
        scalars.deallocate()
    }
}

/// Arrays of zeros, which encodings of the same length share as their type ids.
struct SharedZeros {
    private var arrays: [[Int32]] = []
    private static let longest = 512

    /// An array of `count` zeros.
    mutating func array(count: Int) -> [Int32] {
        guard count <= Self.longest else { return [Int32](repeating: 0, count: count) }
        while arrays.count <= count { arrays.append([Int32](repeating: 0, count: arrays.count)) }
        return arrays[count]
    }
}

/// Idle workspaces, so that a program that encodes one text at a time keeps the caches.
final class WorkspacePool: Sendable {
    private struct Idle: @unchecked Sendable {
        var workspaces: [EncodingWorkspace] = []
    }

    private let idle = Mutex(Idle())

    /// Lends a workspace to `body`, exclusively.
    func withWorkspace<Result>(_ body: (EncodingWorkspace) throws -> Result) rethrows -> Result {
        let workspace = take()
        defer { give(back: workspace) }
        return try body(workspace)
    }

    private func take() -> EncodingWorkspace {
        nonisolated(unsafe) var taken: EncodingWorkspace?
        idle.withLock { taken = $0.workspaces.popLast() }
        return taken ?? EncodingWorkspace()
    }

    private func give(back workspace: EncodingWorkspace) {
        nonisolated(unsafe) let workspace = workspace
        idle.withLock { $0.workspaces.append(workspace) }
    }
}
