import Dispatch
import Gzip
import HTTP
import HTTPTypes

/// A small application: what the raw cases ask of one, an echo that reads bodies, and streams.
struct TestResponder: Sendable {
    let live = Response(
        status: 200, fields: [.contentType: "text/plain"], body: .bytes(Array("ok\n".utf8)),
        route: "/livez")
    let plain: Response
    let compressed: Response
    let notModified: Response
    let notModifiedCompressed: Response
    let validators: Validators
    let compressedValidators: Validators

    static let lastModified = HTTPDate(secondsSinceEpoch: 1_700_000_000)

    init(bodyLength: Int = 7000) {
        let body = Array(
            ("{\"text\":\"" + String(repeating: "back spasm ", count: bodyLength / 11) + "\"}").utf8
        )
        let tag = EntityTag("plain-1")
        let compressedTag = EntityTag("gzip-1")
        validators = Validators(entityTag: tag, lastModified: Self.lastModified)
        compressedValidators = Validators(
            entityTag: compressedTag, lastModified: Self.lastModified)
        plain = Self.document(status: 200, tag, body: .bytes(body))
        compressed = Self.document(
            status: 200, compressedTag, body: .bytes(Gzip.compress(body)), coding: "gzip")
        notModified = Self.document(status: 304, tag, body: .none)
        notModifiedCompressed = Self.document(status: 304, compressedTag, body: .none)
    }

    private static func document(
        status: Int, _ tag: EntityTag?, body: Response.Body, coding: String? = nil
    ) -> Response {
        var fields: HTTPFields = [
            .vary: "Accept-Encoding", .cacheControl: "public, max-age=60",
            .lastModified: lastModified.description,
        ]
        if status == 200 { fields[.contentType] = "application/json" }
        fields[.eTag] = tag?.description
        fields[.contentEncoding] = coding
        return Response(status: status, fields: fields, body: body, route: "/v1/conditions")
    }

    var responder: Responder {
        Responder(respond: { respond(to: $0) }, refuse: { Self.refuse($0) })
    }

    /// A problem document for what the engine refuses.
    static func refuse(_ refusal: Refusal) -> Response {
        problem(refusal.status, refusal.detail)
    }

    static func problem(_ status: Int, _ detail: String, allow: String? = nil) -> Response {
        var fields: HTTPFields = [.contentType: "application/problem+json"]
        if let allow { fields[.allow] = allow }
        let body = "{\"status\":\(status),\"detail\":\"\(detail)\"}\n"
        return Response(
            status: status, fields: fields, body: .bytes(Array(body.utf8)), route: "problem")
    }

    private func respond(to head: RequestHead) -> Answer {
        switch head.pathText {
        case "/livez": reading(head) { live }
        case "/v1/conditions": reading(head) { document(for: head) }
        case "/echo": echo(head)
        case "/later": later(head)
        case "/never": .later(bodyLimit: 0) { _, _ in }
        case "/stream": stream(head)
        case "/endless": endless()
        case "*": options(head, allow: "GET, HEAD, OPTIONS")
        default: .ready(Self.problem(404, "There is nothing here."))
        }
    }

    private func reading(_ head: RequestHead, _ response: () -> Response) -> Answer {
        switch head.method {
        case .get, .head: .ready(response())
        default: options(head, allow: "GET, HEAD, OPTIONS")
        }
    }

    private func options(_ head: RequestHead, allow: String) -> Answer {
        guard head.method == .options else {
            return .ready(Self.problem(405, "Not here.", allow: allow))
        }
        return .ready(
            Response(status: 204, fields: [.allow: allow], body: .none, route: "options"))
    }

    private func document(for head: RequestHead) -> Response {
        let isCompressed = head.preferredCoding == .gzip
        switch head.evaluatePreconditions(isCompressed ? compressedValidators : validators) {
        case .proceed: return isCompressed ? compressed : plain
        case .notModified: return isCompressed ? notModifiedCompressed : notModified
        case .failed: return Self.problem(412, "It has changed.")
        }
    }

    /// Answers a body with itself.
    private func echo(_ head: RequestHead) -> Answer {
        guard [.put, .post, .patch].contains(head.method) else {
            return options(head, allow: "OPTIONS, PATCH, POST, PUT")
        }
        return .later(bodyLimit: 1024 * 1024) { body, reply in
            let response = Response(
                status: 200, fields: [.contentType: "application/octet-stream"],
                body: .bytes(body), route: "/echo")
            reply.send(response)
        }
    }

    /// Answers from another thread, after the milliseconds given as the query.
    private func later(_ head: RequestHead) -> Answer {
        let milliseconds = head.queryText.flatMap { Int($0) } ?? 0
        return .later(bodyLimit: 0) { _, reply in
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
                reply.send(live)
            }
        }
    }

    /// Streams as many pieces of 10,000 bytes as the query says.
    private func stream(_ head: RequestHead) -> Answer {
        let pieces = Pieces(count: head.queryText.flatMap { Int($0) } ?? 3)
        let producer = BodyProducer { deliver in
            DispatchQueue.global().async { deliver(pieces.next()) }
        }
        return .ready(Self.streamed(producer))
    }

    private func endless() -> Answer {
        .ready(
            Self.streamed(
                BodyProducer { deliver in deliver(.bytes([UInt8](repeating: 0x61, count: 10_000))) }
            ))
    }

    static func streamed(_ producer: BodyProducer) -> Response {
        Response(
            status: 200, fields: [.contentType: "text/plain"], body: .stream(producer),
            route: "/stream")
    }
}
