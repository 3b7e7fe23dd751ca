import InputOutput

/// The layout before torch 1.6: pickles of a magic number, the protocol, system information, the object and the keys of
/// its storages; then each storage, preceded by its number of elements in 64 bits.
extension PickledFile {
    /// 0x1950A86A20F9469CFC6C, little-endian.
    private static let magicNumber: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    private static let protocolVersion = 1001

    init(legacy bytes: UnsafeRawBufferPointer, path: String) throws {
        var position = 0
        func next() throws -> (PickleMachine, PickleValue) {
            let place = PicklePlace(path: path, member: nil, start: position)
            var machine = PickleMachine(UnsafeRawBufferPointer(rebasing: bytes[position...]), at: place)
            let value = try machine.run()
            position += machine.position
            return (machine, value)
        }
        try Self.checkMagicNumber(try next(), path: path)
        guard case .integer(Self.protocolVersion) = try next().1 else {
            throw FledgeError(
                .data, at: path, "the file has another protocol of torch.save", expected: "\(Self.protocolVersion)",
                advice: "load it in Python and save it again with torch.save")
        }
        try Self.checkByteOrder(try next(), path: path)
        let (machine, root) = try next()
        let storages = LegacyStorages(try LegacyStorages.byKey(machine, path: path), path: path)
        let starts = try storages.starts(in: ArchiveBytes(bytes), keys: try next(), from: position)
        self.init(
            machine: machine, root: root,
            storageStarts: try machine.objects.storages.map { storage in
                let key = machine.string(storage.key)
                guard let start = starts[key] else {
                    throw FledgeError(
                        .data, at: "\(path): storage \(String(excerptOf: key.utf8))", "the file has no such storage",
                        expected: "its key in the list before the storages")
                }
                return start
            })
    }

    private static func checkMagicNumber(_ pickle: (PickleMachine, PickleValue), path: String) throws {
        if case .longInteger(let number) = pickle.1, pickle.0.content(of: number).elementsEqual(magicNumber) { return }
        throw FledgeError(
            .data, at: path, "the file is a pickle, but not one of torch.save",
            expected: "the magic number of torch.save", found: pickle.1.kind,
            advice: "save the state dict with torch.save")
    }

    private static func checkByteOrder(_ pickle: (PickleMachine, PickleValue), path: String) throws {
        let (machine, value) = pickle
        if case .dictionary(let index) = value {
            for (key, value) in machine.objects.dictionaries[index].entries where machine.isText(key, "little_endian") {
                if case .boolean(true) = value { return }
            }
        }
        throw FledgeError(
            .data, at: path, "the file has another byte order", expected: "little_endian: True",
            advice: "save it again on a machine with little-endian byte order")
    }
}

extension PickleMachine {
    /// The text, with invalid UTF-8 replaced.
    func string(_ text: PickleText) -> String { String(decoding: content(of: text), as: UTF8.self) }
}
