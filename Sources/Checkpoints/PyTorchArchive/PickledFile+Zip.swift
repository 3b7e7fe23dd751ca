import InputOutput

/// The layout of torch 1.6 and later: a zip archive with the members `NAME/data.pkl` and `NAME/data/KEY`.
extension PickledFile {
    init(zip bytes: UnsafeRawBufferPointer, path: String) throws {
        let members = try ZipArchive(bytes, path: path).members
        let stem = try Self.stem(of: members, path: path)
        try Self.checkByteOrder(members["\(stem)/byteorder"].map { bytes[$0] }, path: path)
        guard let pickle = members["\(stem)/data.pkl"] else { throw Self.noPickle(path) }
        let place = PicklePlace(path: path, member: "data.pkl", start: 0)
        var machine = PickleMachine(UnsafeRawBufferPointer(rebasing: bytes[pickle]), at: place)
        let root = try machine.run()
        let starts = try machine.objects.storages.map { storage in
            let key = machine.content(of: storage.key)
            let storagePlace = "\(path): storage \(String(excerptOf: key))"
            guard let member = members["\(stem)/data/\(String(decoding: key, as: UTF8.self))"] else {
                throw FledgeError(
                    .data, at: storagePlace, "the archive has no such storage",
                    expected: "a member data/"
                        + String(excerptOf: key), advice: "copy or download the file again")
            }
            let (size, overflow) = storage.count.multipliedReportingOverflow(by: storage.elementType.byteCount)
            guard !overflow, size == member.count else {
                throw FledgeError(
                    .data, at: storagePlace, "the storage does not have the size that data.pkl says",
                    expected: "\(storage.count) elements \(storage.elementType.rawValue)",
                    found: "\(member.count) bytes")
            }
            return member.lowerBound
        }
        self.init(machine: machine, root: root, storageStarts: starts)
    }

    /// The name of the directory that contains all members.
    private static func stem(of members: [String: Range<Int>], path: String) throws -> String {
        let suffix = "/data.pkl"
        let stems = members.keys.filter { $0.hasSuffix(suffix) && $0.count(where: { $0 == "/" }) == 1 }
            .map { String($0.dropLast(suffix.count)) }
        guard let stem = stems.first else { throw noPickle(path) }
        guard stems.count == 1 else {
            throw FledgeError(
                .data, at: path, "the archive has more than one data.pkl", expected: "one",
                found: stems.sorted().prefix(3).map { String(excerptOf: "\($0)\(suffix)".utf8) }.joined(separator: ", ")
            )
        }
        guard members["\(stem)/constants.pkl"] == nil else {
            throw FledgeError(
                .data, at: path, "the archive holds a TorchScript program", expected: "a state dict",
                advice: "in Python, load it with torch.jit.load and save its state_dict() with torch.save")
        }
        return stem
    }

    private static func noPickle(_ path: String) -> FledgeError {
        FledgeError(
            .data, at: path, "the archive has no data.pkl", expected: "an archive of torch.save",
            advice: "name a file that torch.save wrote")
    }

    private static func checkByteOrder(_ order: Slice<UnsafeRawBufferPointer>?, path: String) throws {
        guard let order, !order.elementsEqual("little".utf8) else { return }
        throw FledgeError(
            .data, at: path, "the archive has another byte order", expected: "little",
            found: String(excerptOf: order), advice: "save it again on a machine with little-endian byte order")
    }
}
