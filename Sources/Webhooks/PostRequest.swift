/// One outgoing request.
struct PostRequest: Sendable {
    let url: String
    /// Field lines.
    let fields: [String]
    let body: [UInt8]
}

/// What came of it.
enum PostOutcome: Sendable, Equatable {
    /// A response of that status.
    case answered(Int)
    /// None: why.
    case failed(String)
    /// The server stops.
    case cut
}

/// Sends a request and waits for what comes of it, on the caller's thread.
typealias Post = @Sendable (PostRequest) -> PostOutcome
