/// The progress of a model's download.
public struct PullProgress: Sendable, Equatable {
    /// The current activity.
    public enum Activity: Sendable, Equatable {
        /// Requesting the list of files from the hub.
        case listing
        /// Downloading a file.
        case downloading(file: String)
        /// Verifying the hash of a complete file.
        case verifying(file: String)
        /// Waiting for another process that is downloading the file.
        case waitingForOther(file: String)
        /// Waiting to retry after a temporary failure.
        case waitingToRetry(seconds: Double, reason: String)
    }

    public var activity = Activity.listing
    /// The number of bytes of this model in the cache, including incomplete files.
    public var completedBytes = 0
    /// The total size of all required files in bytes, as far as the hub reports it.
    public var totalBytes = 0
    /// The number of bytes received over the network since the download began.
    public var receivedBytes = 0
}
