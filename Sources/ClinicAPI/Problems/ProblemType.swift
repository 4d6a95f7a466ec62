/// The kinds of problem that the API answers with (RFC 9457 §3.1.1). Each has a page of its own
/// under `/problems/`.
public enum ProblemType: String, Sendable, CaseIterable {
    case badRequest = "bad-request"
    case invalidParameter = "invalid-parameter"
    case notFound = "not-found"
    case gone
    case methodNotAllowed = "method-not-allowed"
    case notAcceptable = "not-acceptable"
    case preconditionFailed = "precondition-failed"
    case requestTimeout = "request-timeout"
    case contentTooLarge = "content-too-large"
    case uriTooLong = "uri-too-long"
    case headerFieldsTooLarge = "header-fields-too-large"
    case expectationFailed = "expectation-failed"
    case tooManyRequests = "too-many-requests"
    case notImplemented = "not-implemented"
    case versionNotSupported = "version-not-supported"
    case unavailable
    case internalError = "internal-error"

    /// The status code it comes with.
    public var status: Int {
        switch self {
        case .badRequest, .invalidParameter: 400
        case .notFound: 404
        case .methodNotAllowed: 405
        case .notAcceptable: 406
        case .requestTimeout: 408
        case .gone: 410
        case .preconditionFailed: 412
        case .contentTooLarge: 413
        case .uriTooLong: 414
        case .expectationFailed: 417
        case .tooManyRequests: 429
        case .headerFieldsTooLarge: 431
        case .internalError: 500
        case .notImplemented: 501
        case .unavailable: 503
        case .versionNotSupported: 505
        }
    }

    /// The same for every occurrence.
    public var title: String {
        switch self {
        case .badRequest: "The request is malformed"
        case .invalidParameter: "A query parameter is not valid"
        case .notFound: "Nothing is here"
        case .gone: "The document was withdrawn"
        case .methodNotAllowed: "The method is not allowed here"
        case .notAcceptable: "No acceptable representation"
        case .preconditionFailed: "A precondition does not hold"
        case .requestTimeout: "The request took too long"
        case .contentTooLarge: "The request body is too large"
        case .uriTooLong: "The address is too long"
        case .headerFieldsTooLarge: "The header fields are too large"
        case .expectationFailed: "The expectation cannot be met"
        case .tooManyRequests: "Too many requests"
        case .notImplemented: "Not implemented"
        case .versionNotSupported: "The HTTP version is not supported"
        case .unavailable: "Not available at the moment"
        case .internalError: "Something went wrong on our side"
        }
    }

    /// What it means and what to do, for the page under `/problems/`.
    public var explanation: String {
        switch self {
        case .badRequest:
            "The bytes received are not a valid HTTP request (RFC 9110, RFC 9112). The connection is "
                + "closed, because it is not certain where the next request begins."
        case .invalidParameter:
            "A query parameter is unknown here, given twice, or has a value that is not allowed. "
                + "`errors` names each parameter and what is allowed."
        case .notFound:
            "No resource has this address, or it has none in the language asked for with "
                + "`fallback=none`. `GET /v1` lists what there is."
        case .gone:
            "The clinic has withdrawn this document. `detail` says why, `withdrawnAt` when. Remove "
                + "your copies of it."
        case .methodNotAllowed:
            "The resource exists, but not for this method. The `Allow` field lists the methods it has."
        case .notAcceptable:
            "The `Accept` field admits none of the media types that this resource comes in. "
                + "`available` lists them."
        case .preconditionFailed:
            "`If-Match` or `If-Unmodified-Since` does not hold for the current representation."
        case .requestTimeout:
            "The request did not arrive in full within the time allowed."
        case .contentTooLarge: "The request body is longer than this resource accepts."
        case .uriTooLong: "The request target is longer than the server accepts."
        case .headerFieldsTooLarge:
            "One header field, or all of them together, are larger than the server accepts."
        case .expectationFailed: "The server knows no expectation but `100-continue`."
        case .tooManyRequests:
            "This client has sent more requests than it may. `Retry-After` says when to go on."
        case .notImplemented: "The server knows neither this method nor this transfer coding."
        case .versionNotSupported: "The server speaks HTTP/1.1 and HTTP/1.0."
        case .unavailable:
            "The server is starting, stopping or busy. `Retry-After` says when to try again."
        case .internalError:
            "The server could not answer. Its log has the cause under the id in `X-Request-Id`."
        }
    }

    /// The path of its page.
    public var path: String { "/problems/\(rawValue)" }
}
