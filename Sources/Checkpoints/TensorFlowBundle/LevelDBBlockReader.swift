/// Reads the entries of a decompressed block of a LevelDB table.
///
/// An entry consists of the number of bytes that its key shares with the previous key, the number of further key bytes,
/// the number of value bytes, and then those bytes. The block ends with the offsets of the entries that share nothing,
/// called restarts, and their number.
struct LevelDBBlockReader {
    /// The maximum key length in bytes. No key of a checkpoint comes close; TensorFlow itself has no limit.
    static let maximumKeyCount = 4096

    /// The key of the last entry read.
    private(set) var key: [UInt8] = []

    private let bytes: UnsafeRawBufferPointer
    private var cursor: ByteCursor
    private let restartsStart: Int
    private let restartCount: Int
    private var nextRestart = 0

    /// - Parameter bytes: The whole block, which must outlive the reader.
    /// - Throws: ``MalformedBytes``, as ``next()`` does.
    init(_ bytes: UnsafeRawBufferPointer) throws {
        let countStart = bytes.count - 4
        guard countStart >= 0 else { throw MalformedBytes(problem: "it is too short", offset: bytes.count) }
        let count = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: countStart, as: UInt32.self)))
        guard count <= countStart / 4 else {
            throw MalformedBytes(problem: "there is no room for \(count) restarts", offset: countStart)
        }
        self.bytes = bytes
        restartCount = count
        restartsStart = countStart - 4 * count
        cursor = ByteCursor(UnsafeRawBufferPointer(rebasing: bytes[..<restartsStart]))
    }

    /// Reads the next entry's ``key`` and returns its value; `nil` at the end.
    mutating func next() throws -> UnsafeRawBufferPointer? {
        guard !cursor.isAtEnd else {
            guard nextRestart == restartCount || restartsStart == 0 else { throw wrongRestart() }
            return nil
        }
        let start = cursor.offset
        let isRestart = try isAtRestart()
        let shared = try cursor.length()
        let added = try cursor.length()
        let valueCount = try cursor.length()
        guard shared <= key.count, !isRestart || shared == 0 else {
            throw MalformedBytes(
                problem: "a key shares \(shared) bytes with one of \(isRestart ? 0 : key.count)", offset: start)
        }
        guard shared + added <= Self.maximumKeyCount else {
            throw MalformedBytes(
                problem: "a key has \(shared + added) bytes, more than \(Self.maximumKeyCount)", offset: start)
        }
        let suffix = try cursor.take(added)
        guard start == 0 || key[shared...].lexicographicallyPrecedes(suffix) else {
            throw MalformedBytes(problem: "a key does not follow the one before", offset: start)
        }
        key.removeLast(key.count - shared)
        key.append(contentsOf: suffix)
        return try cursor.take(valueCount)
    }

    /// Returns true if a restart is due here; every restart must be the offset of an entry, and the first entry must be
    /// a restart.
    private mutating func isAtRestart() throws -> Bool {
        guard nextRestart < restartCount else {
            guard nextRestart > 0 else { throw wrongRestart() }
            return false
        }
        let restart = restart(nextRestart)
        guard restart >= cursor.offset, restart == 0 || nextRestart > 0 else { throw wrongRestart() }
        if restart == cursor.offset { nextRestart += 1 }
        return restart == cursor.offset
    }

    private func restart(_ index: Int) -> Int {
        Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: restartsStart + 4 * index, as: UInt32.self)))
    }

    private func wrongRestart() -> MalformedBytes {
        MalformedBytes(problem: "a restart is not the place of an entry", offset: restartsStart + 4 * nextRestart)
    }
}
