import Foundation

/// The bytes of a file, mapped into memory for reading and released with the last reference.
public final class MappedFile: Sendable {
    /// The file's path as given by the caller.
    public let path: String
    /// The whole content; valid during the lifetime of this object.
    public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: region.start, count: region.count) }

    private struct Region: @unchecked Sendable {
        let start: UnsafeMutableRawPointer?
        let count: Int
    }
    private let region: Region

    /// Maps the file at `path`.
    ///
    /// - Throws: ``FledgeError`` with category `noInput` if the file is missing, unreadable or a directory.
    public convenience init(path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FledgeError.system(errno, at: path, while: "opening the file") }
        defer { close(descriptor) }
        try self.init(descriptor: descriptor, path: path)
    }

    /// Maps an open file, which may be closed afterwards.
    ///
    /// - Parameter path: The path for error messages.
    package init(descriptor: Int32, path: String) throws {
        self.path = path
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw FledgeError.system(errno, at: path, while: "reading the file's size")
        }
        guard status.st_mode & S_IFMT != S_IFDIR else { throw FledgeError.system(EISDIR, at: path, while: "opening") }
        let size = Int(status.st_size)
        guard size > 0 else {
            region = Region(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw FledgeError.system(errno, at: path, while: "mapping the file")
        }
        region = Region(start: start, count: size)
    }

    /// Releases the memory of pages within a range that will not be read again soon; their content is kept.
    public func release(_ range: Range<Int>) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let first = (range.lowerBound + page - 1) / page * page
        let end = range.upperBound == region.count ? region.count : range.upperBound / page * page
        if let start = region.start, first < end { madvise(start + first, end - first, MADV_DONTNEED) }
    }

    deinit {
        if let start = region.start { munmap(start, region.count) }
    }
}
