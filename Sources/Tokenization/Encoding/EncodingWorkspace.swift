import Synchronization

/// What one thread reuses from text to text: buffers, and what it has learnt of words and scalars.
///
/// The buffers lie behind pointers, since each access to a class's own properties would be checked for exclusivity.
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

    /// So many zeros.
    mutating func array(count: Int) -> [Int32] {
        guard count <= Self.longest else { return [Int32](repeating: 0, count: count) }
        while arrays.count <= count { arrays.append([Int32](repeating: 0, count: arrays.count)) }
        return arrays[count]
    }
}

/// Workspaces that wait for the next call, so that a program that encodes text by text keeps what was learnt.
final class WorkspacePool: Sendable {
    private struct Idle: @unchecked Sendable {
        var workspaces: [EncodingWorkspace] = []
    }

    private let idle = Mutex(Idle())

    /// Lends a workspace to `body`: no other call has it meanwhile.
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
