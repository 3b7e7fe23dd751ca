import InputOutput

/// A file written by torch.save, in either layout: the object described by its pickle and the location of its storages.
struct PickledFile {
    /// The machine that ran the pickle, with all its objects.
    let machine: PickleMachine
    /// The saved object.
    let root: PickleValue
    /// The start of each of the machine's storages in the file, which contains all their elements.
    let storageStarts: [Int]

    /// - Throws: `FledgeError` with category `data` if the file has neither layout.
    init(_ bytes: UnsafeRawBufferPointer, path: String) throws {
        guard !bytes.starts(with: "version https://git-lfs".utf8) else {
            throw FledgeError(
                .data, at: path, "the file is a pointer of Git LFS", expected: "a file of torch.save",
                advice: "fetch the content with git lfs pull")
        }
        if bytes.starts(with: "PK\u{3}\u{4}".utf8) {
            self = try PickledFile(zip: bytes, path: path)
        } else if bytes.first == PickleOpcode.protocolVersion.rawValue {
            self = try PickledFile(legacy: bytes, path: path)
        } else {
            throw FledgeError(
                .data, at: path, "the file is not one of torch.save", expected: "a zip archive or a pickle",
                found: bytes.isEmpty
                    ? "an empty file" : "a file that begins with \(String(excerptOf: bytes.prefix(8)))",
                advice: "copy or download the file again, or save it again with torch.save")
        }
    }

    init(machine: PickleMachine, root: PickleValue, storageStarts: [Int]) {
        self.machine = machine
        self.root = root
        self.storageStarts = storageStarts
    }
}
