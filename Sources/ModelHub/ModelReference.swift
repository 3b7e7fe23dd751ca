import InputOutput

/// The name of a model of the Hugging Face Hub: `owner/name` or `name`, optionally followed by `@revision`.
public struct ModelReference: Sendable, Equatable {
    /// The repository's name without revision, for instance `sentence-transformers/all-MiniLM-L6-v2`.
    public let name: String
    /// The branch, tag or commit as given; `nil` stands for the branch `main`.
    public let revision: String?

    /// The branch that is used if no revision is given.
    static let defaultRevision = "main"

    /// The requested revision, or the default.
    var effectiveRevision: String { revision ?? Self.defaultRevision }

    /// True if the name has an owner.
    public var hasOwner: Bool { name.contains("/") }

    /// - Parameter revision: Replaces the revision in `text`.
    /// - Throws: ``FledgeError`` with category `usage` if this cannot be the name of a model.
    public init(_ text: String, revision: String? = nil) throws {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        name = String(parts[0])
        self.revision = revision ?? (parts.count > 1 ? String(parts[1]) : nil)
        guard Self.isName(name) else {
            throw FledgeError(
                .usage, at: text, "this cannot be the name of a model of the hub",
                expected: "owner/name or name, of letters, digits, -, _ and ., perhaps followed by @revision",
                advice: "copy the name from the model's page, for instance sentence-transformers/all-MiniLM-L6-v2")
        }
        if let revision = self.revision, !Self.isRevision(revision) {
            throw FledgeError(
                .usage, at: text, "this cannot be a revision", expected: "a branch, a tag or a commit",
                found: "\"\(revision)\"")
        }
    }

    /// Returns true if a text can be the name of a repository, according to the hub's rules.
    static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, !text.contains("--"), !text.contains(".."), !text.hasSuffix(".git") else {
            return false
        }
        return parts.allSatisfy { part in
            part.utf8.count <= 96 && part.utf8.allSatisfy { isWord($0) || $0 == UInt8(ascii: "-") || $0 == dot }
                && part.utf8.first.map(isWord) == true && part.utf8.last.map(isWord) == true
        }
    }

    /// Returns true if a text can be a revision according to git's rules, which also make it a safe file name.
    static func isRevision(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.allSatisfy { !$0.isEmpty && $0.utf8.first != dot } && !text.contains("..")
            && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"\\:?*[~^".utf8.contains($0) }
    }

    /// Returns true if a revision is a full commit hash, whose files never change.
    static func isCommit(_ text: String) -> Bool {
        text.utf8.count == 40 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static let dot = UInt8(ascii: ".")

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension ModelReference: CustomStringConvertible {
    /// The name as given, with `@revision` if there is one.
    public var description: String { revision.map { "\(name)@\($0)" } ?? name }
}
