/// The kinds of problem that the API answers with (RFC 9457 §3.1.1). Each has a page of its own
/// under `/problems/`.
public enum ProblemType: String, Sendable, CaseIterable {
    case moved
    case badRequest = "bad-request"
    case invalidParameter = "invalid-parameter"
    case malformedBody = "malformed-body"
    case unauthorized
    case forbidden
    case notFound = "not-found"
    case conflict
    case documentNeeded = "document-needed"
    case publishingBlocked = "publishing-blocked"
    case gone
    case methodNotAllowed = "method-not-allowed"
    case notAcceptable = "not-acceptable"
    case preconditionFailed = "precondition-failed"
    case requestTimeout = "request-timeout"
    case unsupportedMediaType = "unsupported-media-type"
    case invalidDocument = "invalid-document"
    case idempotencyKeyReused = "idempotency-key-reused"
    case preconditionRequired = "precondition-required"
    case contentTooLarge = "content-too-large"
    case uriTooLong = "uri-too-long"
    case headerFieldsTooLarge = "header-fields-too-large"
    case expectationFailed = "expectation-failed"
    case tooManyRequests = "too-many-requests"
    case notImplemented = "not-implemented"
    case versionNotSupported = "version-not-supported"
    case unavailable
    case internalError = "internal-error"
    case insufficientStorage = "insufficient-storage"

    /// The status code it comes with.
    public var status: Int {
        switch self {
        case .moved: 308
        case .badRequest, .invalidParameter, .malformedBody: 400
        case .unauthorized: 401
        case .forbidden: 403
        case .conflict, .documentNeeded, .publishingBlocked: 409
        case .unsupportedMediaType: 415
        case .invalidDocument, .idempotencyKeyReused: 422
        case .preconditionRequired: 428
        case .insufficientStorage: 507
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
        case .moved: "The document has another name now"
        case .malformedBody: "The request body cannot be read"
        case .unauthorized: "A token is needed"
        case .forbidden: "The token does not allow this"
        case .conflict: "The document's state does not allow this"
        case .documentNeeded: "Other documents need this one"
        case .publishingBlocked: "The draft breaks a rule for publishing"
        case .unsupportedMediaType: "The media type is not supported"
        case .invalidDocument: "The document is not valid"
        case .idempotencyKeyReused: "The idempotency key was used for another request"
        case .preconditionRequired: "A precondition is needed"
        case .insufficientStorage: "The disk is full"
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
        case .moved:
            "The document was renamed. `Location` is its new address; change your links to it."
        case .malformedBody:
            "The request body is not JSON (RFC 8259), has a name twice in an object, or is not valid "
                + "gzip. `detail` says where."
        case .unauthorized:
            "The request has no bearer token, or one that is unknown, revoked or has expired. Make "
                + "one with `clinic token create`."
        case .forbidden:
            "The token is valid, but lacks the scope that `detail` names."
        case .conflict:
            "The document is not in a state in which this can be done; `detail` says why."
        case .documentNeeded:
            "Public documents name this one, so it cannot be withdrawn or deleted. `neededBy` lists "
                + "them; change those first."
        case .publishingBlocked:
            "The draft breaks rules that hold for public documents. `errors` has every finding with "
                + "the place in the document (RFC 6901)."
        case .unsupportedMediaType:
            "The body has a media type or a content coding that this resource does not take."
        case .invalidDocument:
            "The document has the wrong shape. `errors` has every finding with the place in the "
                + "document (RFC 6901). Nothing was saved."
        case .idempotencyKeyReused:
            "An earlier request with this `Idempotency-Key` had another target or body."
        case .preconditionRequired:
            "So that no change is lost, writing needs `If-None-Match: *` to create a document, or "
                + "`If-Match` with the revision that was read, as its `ETag` gives it."
        case .insufficientStorage:
            "The server's disk is full. Nothing was saved; what was saved before is there."
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
            "`If-Match`, `If-None-Match` or `If-Unmodified-Since` does not hold for the current "
                + "representation. When saving, `currentRevision` is the one to read first."
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
