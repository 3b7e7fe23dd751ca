/// How far the download of a model is.
public struct PullProgress: Sendable, Equatable {
    /// What happens right now.
    public enum Activity: Sendable, Equatable {
        /// The hub is asked which files there are.
        case listing
        /// A file comes in.
        case downloading(file: String)
        /// A file that is complete is compared with its hash.
        case verifying(file: String)
        /// Another process downloads the file.
        case waitingForOther(file: String)
        /// Something failed that may pass.
        case waitingToRetry(seconds: Double, reason: String)
    }

    public var activity = Activity.listing
    /// The bytes of this model that are in the cache, complete or not.
    public var completedBytes = 0
    /// The bytes of all files that are needed, as far as the hub says it.
    public var totalBytes = 0
    /// The bytes that came over the network since the download began.
    public var receivedBytes = 0
}
