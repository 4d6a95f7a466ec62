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
    let failures: AuthFailures
    /// Where long bodies are read, so that no event loop has to.
    let bodies: DispatchQueue
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
        case .editing(.preview), .editing(.revisions), .editing(.revision), .editing(.reviews):
            .readDrafts
        case .editing(.restore): .write
        case .editing(.action): .publish
        case .document where method == .delete: .publish
        case .document where method == .put || method == .patch: .write
        default: .readDrafts
        }
    }

    /// Bytes of a body that is read on the event loop itself: a hop to another thread costs more.
    static let shortBody = 8 << 10

    /// Answers a request whose body has come.
    func answer(_ request: EditingRequest, _ body: [UInt8], _ answer: @escaping Answering) {
        guard body.count > Self.shortBody || request.coding != .identity else {
            return identify(request, body, answer)
        }
        bodies.async { identify(request, body, answer) }
    }

    private func identify(
        _ request: EditingRequest, _ body: [UInt8], _ answer: @escaping Answering
    ) {
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
            failures.noteForbidden()
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
        failures.noteInvalid()
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
        case .editing(.preview(let type, let slug)):
            let key = key(type, slug, try Self.language(request))
            try createPreview(request, token, body, key, answer)
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
        let language = try Self.language(request)
        let key = key(type, slug, language)
        let (wanted, reason) = try Self.command(command, request, body, key)
        guard let precondition = request.precondition ?? wanted.defaultPrecondition else {
            throw Problem(
                .preconditionRequired,
                "Send If-None-Match: * to create, or If-Match with the revision that was read.")
        }
        let idempotency = request.idempotencyKey.map {
            Idempotency(token: token.id, key: $0, digest: request.digest(body))
        }
        let edit = Edit(
            wanted, key, precondition: precondition, author: token.name, reason: reason,
            at: request.now)
        store.edit(edit, as: idempotency, audit: entry(request, token, "done")) { result in
            Self.stored(result)
        } completion: { result in
            answer(result.map { response($0, request) }.mapError(problem))
        }
    }

    /// The language that `lang`, the one parameter of a write, names.
    private static func language(_ request: EditingRequest) throws(Problem) -> LanguageTag? {
        var reader = ParameterReader(request.query)
        let language = reader.one("lang", expected: LanguageTag.expected) { LanguageTag($0) }
        try reader.finish()
        return language
    }

    /// A document's key, its language left to the site where none is given.
    func key(_ type: DocumentType, _ slug: Slug, _ language: LanguageTag?) -> DocumentKey {
        type == .site ? .site : DocumentKey(type, slug, language ?? store.defaultLanguage)
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
