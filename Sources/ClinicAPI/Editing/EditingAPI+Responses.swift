import ClinicCore
import ClinicStore
import Foundation
import HTTP
import HTTPTypes
import Logging

/// How an edit's outcome is answered.
extension EditingAPI {
    /// The answer to an edit, made within its transaction so that it can be kept for a repetition.
    static func stored(_ result: EditResult) -> StoredAnswer {
        guard let shown = result.document else {
            return StoredAnswer(status: 204, body: [], revision: nil)
        }
        let body = JSONWriter.bytes(.object(EditorialRepresentation.object(shown)))
        return StoredAnswer(
            status: result.isNew ? 201 : 200, body: body, revision: result.revision)
    }

    /// - Parameter location: where what was made is, if not at the address of its document.
    func response(
        _ stored: StoredAnswer, _ request: EditingRequest, location: String? = nil
    ) -> Response {
        var fields = HTTPFields()
        if !stored.body.isEmpty { fields[.contentType] = "application/json" }
        fields[.cacheControl] = "private, no-store"
        fields[.vary] = "Authorization"
        if let revision = stored.revision { fields[.eTag] = "\"\(revision)\"" }
        if stored.status == 201 {
            fields[.location] = location ?? request.route.newDocumentPath
        }
        cors.append(to: &fields)
        return Response(
            status: stored.status, fields: fields,
            body: stored.body.isEmpty ? .none : .bytes(stored.body), route: request.route.label)
    }

    func problem(_ failure: EditFailure) -> Problem {
        switch failure {
        case .notFound(let detail): return Problem(.notFound, detail)
        case .stale(let current):
            var problem = Problem(
                .preconditionFailed,
                current.map { "The document has been changed since; its latest revision is \($0)." }
                    ?? "There is no such document.")
            if let current {
                problem.members.append("currentRevision", .integer(Int(current)))
                problem.fields[.eTag] = "\"\(current)\""
            }
            return problem
        case .invalid(let findings): return .findings(.invalidDocument, findings)
        case .blocked(let findings): return .findings(.publishingBlocked, findings)
        case .needed(let keys):
            var problem = Problem(
                .documentNeeded,
                "It is named by " + keys.map(\.description).joined(separator: ", ") + ".")
            problem.members.append("neededBy", each: keys) { key in
                let href = "/v1/\(key.type.collection)/\(key.slug)?lang=\(key.language)"
                var object = key.identity
                object.append("href", .string(href))
                return .object(object)
            }
            return problem
        case .conflict(let detail): return Problem(.conflict, detail)
        case .keyReused:
            return Problem(
                .idempotencyKeyReused, "This Idempotency-Key was used for another request.")
        case .store(let error): return problem(error)
        }
    }

    func problem(_ error: StoreError) -> Problem {
        switch error {
        case .overloaded: return .unavailable("The server is busy. Please try again shortly.")
        case .timeLimit: return .unavailable("The library took too long to answer.")
        case .diskFull:
            logger.error("a write failed", metadata: ["error": "\(error)"])
            return Problem(.insufficientStorage, "The disk is full; nothing was saved.")
        default:
            logger.error("a write failed", metadata: ["error": "\(error)"])
            return .internalError
        }
    }
}
