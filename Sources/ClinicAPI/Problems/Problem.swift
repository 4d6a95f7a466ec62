import ClinicCore
import HTTP
import HTTPTypes

/// An error answer: a problem document (RFC 9457).
public struct Problem: Error, Sendable {
    /// Which kind.
    public let type: ProblemType
    /// This occurrence, in one sentence. Nothing internal.
    public let detail: String
    /// Members beside the standard ones.
    var members: Value.Object = [:]
    /// Fields beside the usual ones.
    var fields: HTTPFields = [:]

    /// A problem without further members.
    public init(_ type: ProblemType, _ detail: String) {
        self.type = type
        self.detail = detail
    }

    static let notFound = Problem(
        .notFound, "No resource has this address. GET /v1 lists what there is.")

    static let internalError = Problem(
        .internalError, "The server could not answer this request; its log says more.")

    static let preconditionFailed = Problem(
        .preconditionFailed, "The current representation is not the one expected.")

    static func unavailable(_ detail: String) -> Problem {
        var problem = Problem(.unavailable, detail)
        problem.fields[.retryAfter] = "1"
        return problem
    }

    static func methodNotAllowed(_ method: String, allowed: String) -> Problem {
        var problem = Problem(
            .methodNotAllowed, "\(method) is not allowed here; allowed: \(allowed).")
        problem.fields[.allow] = allowed
        return problem
    }

    static func invalidParameters(_ errors: [ParameterError]) -> Problem {
        let detail = errors.map { "\($0.parameter): \($0.detail)" }.joined(separator: "; ")
        var problem = Problem(.invalidParameter, detail)
        problem.members.append("errors", each: errors) { error in
            .object(["parameter": .string(error.parameter), "detail": .string(error.detail)])
        }
        return problem
    }

    /// What the engine refuses by itself.
    init(_ refusal: Refusal) {
        let type: ProblemType
        switch refusal {
        case .badRequest, .plainOnTLSPort: type = .badRequest
        case .requestTimeout: type = .requestTimeout
        case .contentTooLarge: type = .contentTooLarge
        case .uriTooLong: type = .uriTooLong
        case .headerFieldsTooLarge: type = .headerFieldsTooLarge
        case .expectationFailed: type = .expectationFailed
        case .methodNotImplemented, .codingNotImplemented: type = .notImplemented
        case .versionNotSupported: type = .versionNotSupported
        case .overloaded: type = .unavailable
        case .tooManyRequests: type = .tooManyRequests
        }
        self.init(type, refusal.detail)
        switch refusal {
        case .overloaded: fields[.retryAfter] = "1"
        case .tooManyRequests(let seconds): fields[.retryAfter] = String(seconds)
        default: break
        }
    }

    /// The document. `instance` is the path of the request, without its query.
    func response(instance: String?, route: String, cors: CORS) -> Response {
        var object: Value.Object = [
            "type": .string(type.path), "title": .string(type.title),
            "status": .integer(type.status), "detail": .string(detail),
        ]
        object.append("instance", text: instance)
        for member in members.members { object.append(member.name, member.value) }
        var fields = fields
        fields[.contentType] = "application/problem+json"
        fields[.cacheControl] = "no-store"
        cors.append(to: &fields)
        return Response(
            status: type.status, fields: fields,
            body: .bytes(JSONWriter.bytes(.object(object)) + [UInt8(ascii: "\n")]), route: route)
    }
}

/// What is wrong with one query parameter.
struct ParameterError: Error {
    let parameter: String
    let detail: String
}
