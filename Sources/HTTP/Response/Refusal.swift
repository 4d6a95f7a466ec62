/// Everything the engine refuses by itself.
public enum Refusal: Error, Sendable, Hashable {
    /// The bytes are no valid request; the reason is one of the engine's own, never the peer's text.
    case badRequest(BadRequest)
    /// Head or body did not come in time (408).
    case requestTimeout
    /// The body is longer than this route takes, in bytes (413).
    case contentTooLarge(limit: Int)
    /// The request target is too long (414).
    case uriTooLong
    /// A field line, or all together, are too long, or there are too many (431).
    case headerFieldsTooLarge
    /// An expectation other than `100-continue` (417).
    case expectationFailed
    /// A method that nobody here knows (501).
    case methodNotImplemented
    /// A transfer coding other than `chunked` (501).
    case codingNotImplemented
    /// Another major version than HTTP/1 (505).
    case versionNotSupported
    /// The server has more to do than it can (503).
    case overloaded
    /// The client has asked too often (429).
    case tooManyRequests(retryAfterSeconds: Int)
    /// Plain HTTP on a port that speaks TLS (400).
    case plainOnTLSPort

    /// The status code it is answered with.
    public var status: Int {
        switch self {
        case .badRequest, .plainOnTLSPort: 400
        case .requestTimeout: 408
        case .contentTooLarge: 413
        case .uriTooLong: 414
        case .expectationFailed: 417
        case .tooManyRequests: 429
        case .headerFieldsTooLarge: 431
        case .methodNotImplemented, .codingNotImplemented: 501
        case .overloaded: 503
        case .versionNotSupported: 505
        }
    }

    /// The kind of refusal, without what differs from one to the next.
    public var reason: Reason {
        switch self {
        case .badRequest: .badRequest
        case .requestTimeout: .requestTimeout
        case .contentTooLarge: .contentTooLarge
        case .uriTooLong: .uriTooLong
        case .headerFieldsTooLarge: .headerFieldsTooLarge
        case .expectationFailed: .expectationFailed
        case .methodNotImplemented: .methodNotImplemented
        case .codingNotImplemented: .codingNotImplemented
        case .versionNotSupported: .versionNotSupported
        case .overloaded: .overloaded
        case .tooManyRequests: .tooManyRequests
        case .plainOnTLSPort: .plainOnTLSPort
        }
    }

    /// A label for metrics and logs: few, fixed, in snake case.
    public var label: String { reason.label }

    /// One plain sentence for the client.
    public var detail: String {
        switch self {
        case .badRequest(let reason):
            reason.detail
        case .requestTimeout:
            "The request did not arrive in time."
        case .contentTooLarge(let limit):
            limit == 0
                ? "A request body is not accepted here."
                : "The request body is longer than \(limit) bytes."
        case .uriTooLong:
            "The request target is too long."
        case .headerFieldsTooLarge:
            "The header fields are too long, or there are too many of them."
        case .expectationFailed:
            "The only expectation supported is 100-continue."
        case .methodNotImplemented:
            "This server does not implement the request method."
        case .codingNotImplemented:
            "The only transfer coding supported is chunked."
        case .versionNotSupported:
            "This server speaks HTTP/1.1."
        case .overloaded:
            "The server is busy. Please try again shortly."
        case .tooManyRequests(let seconds):
            "Too many requests. Please try again in \(seconds) s."
        case .plainOnTLSPort:
            "This port expects HTTPS."
        }
    }
}
