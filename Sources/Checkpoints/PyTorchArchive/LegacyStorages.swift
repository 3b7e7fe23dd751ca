import InputOutput

/// The storages at the end of a file in the layout before torch 1.6.
struct LegacyStorages {
    private let storages: [String: PickledStorage]
    private let path: String

    init(_ storages: [String: PickledStorage], path: String) {
        self.storages = storages
        self.path = path
    }

    /// The pickle's description of each storage; repeated descriptions must agree.
    static func byKey(_ machine: PickleMachine, path: String) throws -> [String: PickledStorage] {
        var storages: [String: PickledStorage] = [:]
        for storage in machine.objects.storages {
            let key = machine.string(storage.key)
            guard let other = storages.updateValue(storage, forKey: key) else { continue }
            guard other.elementType == storage.elementType, other.count == storage.count else {
                throw FledgeError(
                    .data, at: "\(path): storage \(String(excerptOf: key.utf8))", "the pickle contradicts itself",
                    expected: "\(other.count) elements \(other.elementType.rawValue)",
                    found: "\(storage.count) elements \(storage.elementType.rawValue)")
            }
        }
        return storages
    }

    /// Returns the start of each storage's elements.
    ///
    /// - Parameters:
    ///   - keys: The machine and the value of the pickle with the list of keys.
    ///   - start: The start of the first storage.
    func starts(
        in bytes: ArchiveBytes, keys: (machine: PickleMachine, value: PickleValue), from start: Int
    ) throws -> [String: Int] {
        guard case .list(let list) = keys.value else { throw wrongKeys(found: keys.value.kind) }
        var starts: [String: Int] = [:]
        var position = start
        for value in keys.machine.objects.lists[list] {
            guard case .text(let text) = value, text.count <= 100 else { throw wrongKeys(found: value.kind) }
            let key = keys.machine.string(text)
            let place = "\(path): storage \(String(excerptOf: key.utf8))"
            guard let storage = storages[key] else {
                throw FledgeError(.data, at: place, "the file has a storage that its pickle does not know")
            }
            guard let count = bytes.integer(at: position, as: Int64.self) else { throw truncated(place, bytes) }
            guard count == Int64(storage.count) else {
                throw FledgeError(
                    .data, at: place, "the storage does not have the size that the pickle says",
                    expected: "\(storage.count) elements", found: "\(count) elements")
            }
            let (size, overflow) = storage.count.multipliedReportingOverflow(by: storage.elementType.byteCount)
            guard !overflow, bytes.holds(offset: position + 8, count: size) else { throw truncated(place, bytes) }
            guard starts.updateValue(position + 8, forKey: key) == nil else {
                throw FledgeError(.data, at: place, "the file has the storage twice")
            }
            position += 8 + size
        }
        guard position == bytes.count else {
            throw FledgeError(
                .data, at: path, "the file does not end with its last storage", expected: "\(position) bytes",
                found: "\(bytes.count) bytes", advice: "copy or download the file again")
        }
        return starts
    }

    private func wrongKeys(found: String) -> FledgeError {
        FledgeError(.data, at: path, "the keys of the storages are wrong", expected: "a list of str", found: found)
    }

    private func truncated(_ place: String, _ bytes: ArchiveBytes) -> FledgeError {
        FledgeError(
            .data, at: place, "the file is truncated: it ends within the storage",
            found: "a file of \(bytes.count) bytes", advice: "copy or download the file again")
    }
}
