/// How a response is written to its connection.
package struct ResponsePlan: Hashable {
    /// What the `Connection` field says.
    package enum Persistence: Hashable {
        /// Nothing: HTTP/1.1 keeps the connection.
        case kept
        /// `close`
        case closed
        /// `keep-alive`, for an HTTP/1.0 client that asked for it.
        case keptForOldClient
    }

    /// How a streamed body is delimited.
    package enum StreamFraming: Hashable {
        /// There is no stream, or none of it is sent.
        case none
        /// `Transfer-Encoding: chunked`
        case chunked
        /// By the end of the connection (HTTP/1.0).
        case untilClose
    }

    /// False for a HEAD request.
    package var sendsBody: Bool
    package var persistence: Persistence
    package var streamFraming: StreamFraming
}
