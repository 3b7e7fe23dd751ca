/// Pickles, assembled from their operations.
enum Pickle {
    static let protocol2: [UInt8] = [0x80, 2]
    static let stop: [UInt8] = [UInt8(ascii: ".")]
    static let mark: [UInt8] = [UInt8(ascii: "(")]
    static let none: [UInt8] = [UInt8(ascii: "N")]
    static let emptyTuple: [UInt8] = [UInt8(ascii: ")")]
    static let emptyDictionary: [UInt8] = [UInt8(ascii: "}")]
    static let setItem: [UInt8] = [UInt8(ascii: "s")]
    static let reduce: [UInt8] = [UInt8(ascii: "R")]
    static let build: [UInt8] = [UInt8(ascii: "b")]
    static let persistentID: [UInt8] = [UInt8(ascii: "Q")]
    static let hooks = global("collections", "OrderedDict") + emptyTuple + reduce

    static func text(_ text: String) -> [UInt8] { [UInt8(ascii: "X")] + bytes(UInt32(text.utf8.count)) + text.utf8 }

    static func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + bytes(Int64(value)) }

    static func global(_ module: String, _ name: String) -> [UInt8] {
        [UInt8(ascii: "c")] + "\(module)\n\(name)\n".utf8
    }

    static func tuple(_ elements: [[UInt8]]) -> [UInt8] { mark + elements.joined() + [UInt8(ascii: "t")] }

    static func integers(_ values: [Int]) -> [UInt8] { tuple(values.map(integer)) }

    static func call(_ function: [UInt8], _ arguments: [[UInt8]]) -> [UInt8] { function + tuple(arguments) + reduce }

    static func storage(_ storageClass: String = "FloatStorage", key: String = "0", count: Int) -> [UInt8] {
        let parts = [text("storage"), global("torch", storageClass), text(key), text("cpu"), integer(count)]
        return tuple(parts) + persistentID
    }

    static func tensor(offset: Int = 0, shape: [Int], strides: [Int], storage: [UInt8]) -> [UInt8] {
        let arguments = [storage, integer(offset), integers(shape), integers(strides), [0x89], hooks]
        return call(global("torch._utils", "_rebuild_tensor_v2"), arguments)
    }

    /// The pickle of a dict with one member `x`.
    static func file(_ member: [UInt8]) -> [UInt8] {
        protocol2 + emptyDictionary + text("x") + member + setItem + stop
    }

    static func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}

/// Zip archives, assembled from their records.
struct ZipBytes {
    struct Member {
        var name: String
        var content: [UInt8]
        /// The local header's values, if they differ.
        var localName: String?
        var localSize: UInt32?
        var method: UInt16 = 0
        var flags: UInt16 = 0
        var isWide = false
        /// The directory's values, if they differ.
        var directorySize: UInt32?
        var directoryOffset: UInt32?
    }

    var members: [Member]
    var hasWideEnd = false
    var comment = ""
    /// The end record's values, if they differ.
    var count: UInt16?
    var directorySize: UInt32?
    var directoryOffset: UInt32?

    init(_ members: [Member]) { self.members = members }

    /// An archive as torch.save writes it, with one storage under the key 0.
    static func torchArchive(pickle: [UInt8], storage: [UInt8], others: [Member] = []) -> [UInt8] {
        ZipBytes(torchMembers(pickle: pickle, storage: storage) + others).bytes
    }

    static func torchMembers(pickle: [UInt8], storage: [UInt8]) -> [Member] {
        [Member(name: "model/data.pkl", content: pickle), Member(name: "model/data/0", content: storage)]
    }

    /// All bytes of the archive.
    var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for member in members {
            let offset = UInt32(file.count)
            let size = UInt32(member.content.count)
            let wide = Pickle.bytes(UInt64(size)) + Pickle.bytes(UInt64(size))
            file += Pickle.bytes(UInt32(0x0403_4B50)) + Pickle.bytes(UInt16(45))
            file += Pickle.bytes(member.flags) + Pickle.bytes(member.method) + [UInt8](repeating: 0, count: 8)
            let localSize = member.isWide ? UInt32.max : member.localSize ?? size
            file += Pickle.bytes(localSize) + Pickle.bytes(localSize)
            let localName = Array((member.localName ?? member.name).utf8)
            let localExtra = member.isWide ? Pickle.bytes(UInt16(1)) + Pickle.bytes(UInt16(16)) + wide : []
            file += Pickle.bytes(UInt16(localName.count)) + Pickle.bytes(UInt16(localExtra.count))
            file += localName + localExtra + member.content

            let others: [UInt8] = Pickle.bytes(UInt16(0x4246)) + Pickle.bytes(UInt16(3)) + [1, 2, 3]
            let extra =
                member.isWide
                ? others + Pickle.bytes(UInt16(1)) + Pickle.bytes(UInt16(24)) + wide + Pickle.bytes(UInt64(offset)) : []
            let directorySize = member.isWide ? UInt32.max : member.directorySize ?? size
            directory += Pickle.bytes(UInt32(0x0201_4B50)) + Pickle.bytes(UInt16(45)) + Pickle.bytes(UInt16(45))
            directory += Pickle.bytes(member.flags) + Pickle.bytes(member.method) + [UInt8](repeating: 0, count: 8)
            directory += Pickle.bytes(directorySize) + Pickle.bytes(directorySize)
            directory += Pickle.bytes(UInt16(member.name.utf8.count)) + Pickle.bytes(UInt16(extra.count))
            directory += [UInt8](repeating: 0, count: 10)
            directory += Pickle.bytes(member.isWide ? UInt32.max : member.directoryOffset ?? offset)
            directory += Array(member.name.utf8) + extra
        }
        return file + directory + end(directory: directory.count, at: file.count)
    }

    private func end(directory size: Int, at offset: Int) -> [UInt8] {
        var end: [UInt8] = []
        if hasWideEnd {
            end += Pickle.bytes(UInt32(0x0606_4B50)) + Pickle.bytes(UInt64(44)) + Pickle.bytes(UInt32(0x002D_002D))
            end += [UInt8](repeating: 0, count: 8)
            end += Pickle.bytes(UInt64(members.count)) + Pickle.bytes(UInt64(members.count))
            end += Pickle.bytes(UInt64(size)) + Pickle.bytes(UInt64(offset))
            end += Pickle.bytes(UInt32(0x0706_4B50)) + Pickle.bytes(UInt32(0))
            end += Pickle.bytes(UInt64(offset + size)) + Pickle.bytes(UInt32(1))
        }
        let count = self.count ?? UInt16(members.count)
        end += Pickle.bytes(UInt32(0x0605_4B50)) + Pickle.bytes(UInt32(0)) + Pickle.bytes(count) + Pickle.bytes(count)
        end += Pickle.bytes(directorySize ?? UInt32(size)) + Pickle.bytes(directoryOffset ?? UInt32(offset))
        return end + Pickle.bytes(UInt16(comment.utf8.count)) + Array(comment.utf8)
    }
}
