import Foundation

/// The recorded references in Tests/Fixtures.
public enum Fixtures {
    /// The path of a file or directory in Tests/Fixtures.
    public static func path(_ relativePath: String) -> String {
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/\(relativePath)").path
    }
}
