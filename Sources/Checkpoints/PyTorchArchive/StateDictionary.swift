import InputOutput

/// The named tensors of a saved object: a state dict, or a dict with one as its member `state_dict`.
struct StateDictionary {
    /// The maximum length of a tensor's name in UTF-8 bytes.
    static let longestName = 4096

    /// The names in file order.
    private(set) var names: [String] = []
    private(set) var tensors: [String: StridedTensor] = [:]

    private let file: PickledFile
    private let fileSize: Int
    private let path: String

    /// - Throws: `FledgeError` with category `data` if a member is not a tensor, or a tensor is not within its storage.
    init(_ file: PickledFile, fileSize: Int, path: String) throws {
        self.file = file
        self.fileSize = fileSize
        self.path = path
        guard case .dictionary(let root) = file.root else {
            throw FledgeError(
                .data, at: path, "the file holds no state dict", expected: "a dict of tensors",
                found: file.root.kind, advice: "in Python, save the model's state_dict() with torch.save")
        }
        for (key, value) in entries(of: root) {
            let name = try name(key)
            guard case .tensor(let index) = value else {
                throw FledgeError(
                    .data, at: "\(path): member \(String(excerptOf: name.utf8))",
                    "the member of the state dict is not a tensor", expected: "a tensor", found: value.kind,
                    advice: "in Python, save the model's state_dict() alone, or as the member state_dict of a dict")
            }
            let tensor = try strided(file.machine.objects.tensors[index], name: name)
            guard tensors.updateValue(tensor, forKey: name) == nil else {
                throw FledgeError(
                    .data, at: path, "the state dict has two tensors of one name",
                    found: String(excerptOf: name.utf8))
            }
            names.append(name)
        }
    }

    private func entries(of root: Int) -> [(key: PickleValue, value: PickleValue)] {
        let dictionaries = file.machine.objects.dictionaries
        for (key, value) in dictionaries[root].entries where file.machine.isText(key, "state_dict") {
            if case .dictionary(let inner) = value { return dictionaries[inner].entries }
        }
        return dictionaries[root].entries
    }

    private func name(_ key: PickleValue) throws -> String {
        guard case .text(let text) = key else {
            throw FledgeError(
                .data, at: path, "a key of the state dict is not a name", expected: "a str", found: key.kind)
        }
        let bytes = file.machine.content(of: text)
        guard text.count <= Self.longestName, let name = String(validating: bytes, as: UTF8.self) else {
            throw FledgeError(
                .data, at: path, "a name in the state dict is not usable",
                expected: "UTF-8 of at most \(Self.longestName) bytes", found: String(excerptOf: bytes))
        }
        return name
    }

    private func strided(_ tensor: PickledTensor, name: String) throws -> StridedTensor {
        let objects = file.machine.objects
        return try StridedTensor(
            shape: objects.integers(of: tensor.shape) ?? [], strides: objects.integers(of: tensor.strides) ?? [],
            offset: tensor.offset, storage: objects.storages[tensor.storage],
            storageStart: file.storageStarts[tensor.storage], fileSize: fileSize,
            place: "\(path): tensor \(String(excerptOf: name.utf8))")
    }
}
