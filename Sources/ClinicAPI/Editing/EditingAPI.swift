import ClinicCore
import ClinicStore
import Dispatch
import Foundation
import HTTP
import HTTPTypes
import Logging

/// Answers editors: who they are, what they may do, what they ask for. Nothing here is cached or
/// compressed.
struct EditingAPI: Sendable {
    let store: Store
    let cors: CORS
    let logger: Logger
    /// Nil where nothing is sent.
    var testWebhook: API.WebhookTest?

    /// How long a request with a bad token waits for its answer, so that guessing is slow.
    static let refusalDelay = DispatchTimeInterval.milliseconds(250)

    typealias Answering = @Sendable (Result<Response, Problem>) -> Void

    /// The scope that a request needs.
    static func scope(_ method: RequestMethod, _ route: Route) -> Scope {
        switch route {
        case .editing(.tokens), .editing(.token), .editing(.audit): .admin
        case .editing(.webhooks), .editing(.webhook), .editing(.webhookDeliveries),
            .editing(.webhookAction):
            .admin
        case .editing(.revisions), .editing(.revision), .editing(.reviews): .readDrafts
        case .editing(.restore): .write
        case .editing(.action): .publish
        case .document where method == .delete: .publish
        case .document where method == .put || method == .patch: .write
        default: .readDrafts
        }
    }

    /// Answers a request whose body has come.
    func answer(_ request: EditingRequest, _ body: [UInt8], _ answer: @escaping Answering) {
        guard let presented = request.token else {
            return authorize(request, .local(at: request.now), body, answer)
        }
        store.authenticate(presented, at: request.now) { result in
            switch result {
            case .failure(let error): answer(.failure(problem(error)))
            case .success(nil): refuse(request, answer)
            case .success(let token?): authorize(request, token, body, answer)
            }
        }
    }

    private func authorize(
        _ request: EditingRequest, _ token: Token, _ body: [UInt8], _ answer: @escaping Answering
    ) {
        let needed = Self.scope(request.method, request.route)
        guard token.grants(needed) else {
            var problem = Problem(.forbidden, "This needs the scope \(needed.rawValue).")
            problem.fields[.wwwAuthenticate] =
                "Bearer realm=\"clinic\", error=\"insufficient_scope\", "
                + "scope=\"\(needed.rawValue)\""
            store.record(entry(request, token, "forbidden"))
            return answer(.failure(problem))
        }
        do throws(Problem) {
            try perform(request, token, body, answer)
        } catch {
            answer(.failure(error))
        }
    }

    private func refuse(_ request: EditingRequest, _ answer: @escaping Answering) {
        logger.warning(
            "a request with a token that is not valid",
            metadata: ["peer": "\(request.peer)", "requestId": "\(request.requestID)"])
        let queue = DispatchQueue(label: "clinic.refusal")
        queue.asyncAfter(deadline: .now() + Self.refusalDelay) {
            answer(
                .failure(
                    .unauthorized(
                        "The token is unknown, was revoked or has expired.", error: "invalid_token")
                ))
        }
    }

    private func perform(
        _ request: EditingRequest, _ token: Token, _ body: [UInt8], _ answer: @escaping Answering
    ) throws(Problem) {
        switch request.route {
        case .document(let type, let slug):
            if request.method == .get || request.method == .head {
                try readDraft(request, type, slug, answer)
            } else {
                try edit(request, token, body, type, slug, command: nil, answer)
            }
        case .editing(.action(let type, let slug, let action)):
            let command = try Self.command(action, request, body)
            try edit(request, token, body, type, slug, command: command, answer)
        case .editing(.restore(let type, let slug, let number)):
            try edit(request, token, body, type, slug, command: .restore(number), answer)
        case .editing(let route):
            try administer(route, request, token, body, answer)
        default: throw .notFound
        }
    }

    /// Throws where the precondition that keeps changes from being lost is missing.
    private func edit(
        _ request: EditingRequest, _ token: Token, _ body: [UInt8], _ type: DocumentType,
        _ slug: Slug, command: Edit.Command?, _ answer: @escaping Answering
    ) throws(Problem) {
        var reader = ParameterReader(request.query)
        let language = reader.one("lang", expected: LanguageTag.expected) { LanguageTag($0) }
        try reader.finish()
        let (wanted, reason) = try Self.command(command, request, body)
        guard let precondition = request.precondition ?? wanted.defaultPrecondition else {
            throw Problem(
                .preconditionRequired,
                "Send If-None-Match: * to create, or If-Match with the revision that was read.")
        }
        let key = Key(type: type, slug: slug, language: language)
        let idempotency = request.idempotencyKey.map {
            Idempotency(token: token.id, key: $0, digest: request.digest(body))
        }
        store.edit(
            as: idempotency, audit: entry(request, token, "done")
        ) { view in
            Edit(
                wanted, try key.resolve(view), precondition: precondition,
                author: token.name, reason: reason, at: request.now)
        } render: { result in
            Self.stored(result)
        } completion: { result in
            answer(result.map { response($0, request) }.mapError(problem))
        }
    }

    /// A document's key whose language may be left to the site.
    struct Key: Sendable {
        let type: DocumentType
        let slug: Slug
        let language: LanguageTag?

        func resolve(_ view: LibraryView) throws -> DocumentKey {
            if type == .site { return .site }
            return DocumentKey(type, slug, try language ?? view.site().site.defaultLanguage)
        }
    }

    func entry(_ request: EditingRequest, _ token: Token, _ outcome: String) -> AuditEntry {
        AuditEntry(
            actor: token.name, token: request.token == nil ? nil : token.id,
            action: request.method.rawValue.lowercased(),
            peer: request.peer, requestID: request.requestID, outcome: outcome, at: request.now)
    }
}

extension Edit.Command {
    /// What must hold where the request does not say: nil where it has to.
    fileprivate var defaultPrecondition: Edit.Precondition? {
        switch self {
        case .review, .withdraw, .rename, .restore: .exists
        case .save, .merge, .publish, .delete: nil
        }
    }
}
