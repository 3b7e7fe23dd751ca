/// A kind of file that was saved under the name of a data file.
struct ForeignContent {
    let title: String
    let advice: String

    /// - Parameter start: The beginning of the file.
    /// - Returns: `nil` for what may be data.
    init?(_ start: some StringProtocol) {
        let start = start.prefix(200).trimmingPrefix(while: \.isWhitespace).lowercased()
        if start.hasPrefix("version https://git-lfs") {
            title = "a pointer of Git LFS"
            advice = "fetch the file that it stands for: git lfs pull"
        } else if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
            title = "a web page"
            advice = "download the file itself, for instance by its raw or resolve link"
        } else {
            return nil
        }
    }
}
