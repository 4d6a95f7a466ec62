/// How the body of a request is delimited (RFC 9112 §6.3).
public enum RequestBody: Sendable, Hashable {
    /// There is none.
    case none
    /// `Content-Length`, which may be 0.
    case length(Int)
    /// `Transfer-Encoding: chunked`; the length shows at the end.
    case chunked
}
