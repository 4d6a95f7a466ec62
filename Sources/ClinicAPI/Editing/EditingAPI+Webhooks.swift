import ClinicCore
import ClinicStore
import Foundation
import HTTP

/// What administrators do with webhooks.
extension EditingAPI {
    /// Answers a request about webhooks; false where it is about something else.
    func administerWebhooks(
        _ route: EditingRoute, _ request: EditingRequest, _ token: Token, _ body: [UInt8],
        _ answer: @escaping Answering
    ) throws(Problem) -> Bool {
        var reader = ParameterReader(request.query)
        let writes = request.method != .get && request.method != .head
        let isPretty = writes ? false : reader.flag("pretty")
        switch route {
        case .webhookDeliveries(let id):
            let limit =
                reader.one("limit", expected: "a number from 1 to \(WebhookDelivery.kept)") {
                    ParameterReader.wholeNumber($0, in: 1...Int64(WebhookDelivery.kept))
                } ?? 20
            try reader.finish()
            read(request, answer, isPretty: isPretty) { view in
                guard let found = try view.deliveries(of: id, limit: Int(limit)) else { return nil }
                var object = Value.Object()
                object.append("items", each: found) { .object(EditorialRepresentation.object($0)) }
                return (object, nil)
            }
        case .webhooks where writes:
            try reader.finish()
            try addWebhook(request, token, body, answer)
        case .webhooks:
            try reader.finish()
            read(request, answer, isPretty: isPretty) { view in
                var object = Value.Object()
                object.append("items", each: try view.webhooks()) {
                    .object(EditorialRepresentation.object($0.webhook, pending: $0.pending))
                }
                return (object, nil)
            }
        case .webhook(let id) where writes:
            try reader.finish()
            store.removeWebhook(id, audit: audit(request, token, "remove")) {
                respond($0.map { StoredAnswer(status: 204, body: []) }, request, answer)
            }
        case .webhook(let id):
            try reader.finish()
            read(request, answer, isPretty: isPretty) { view in
                try view.webhook(id).map {
                    (EditorialRepresentation.object($0.webhook, pending: $0.pending), nil)
                }
            }
        case .webhookAction(let id, .enable):
            try reader.finish()
            try enableWebhook(id, request, token, body, answer)
        case .webhookAction(let id, .test):
            try reader.finish()
            try testWebhook(id, request, token, answer)
        default: return false
        }
        return true
    }

    private func addWebhook(
        _ request: EditingRequest, _ token: Token, _ body: [UInt8], _ answer: @escaping Answering
    ) throws(Problem) {
        let value = try request.json(body, types: ["application/json"])
        let report = ObjectReader.Report()
        var reader = ObjectReader(value, report: report)
        let url = reader.parsed("url", expected: WebAddress.expected) { WebAddress($0) }
        if reader.value("url") == nil { reader.note("url", "is missing") }
        let events = reader.parsedList("events", expected: WebhookEvent.expected) {
            WebhookEvent(rawValue: $0)
        }
        if events.isEmpty { reader.note("events", "must be \(WebhookEvent.expected)") }
        let name = reader.text("name")
        reader.finish()
        guard report.findings.isEmpty, let url else {
            throw .findings(.invalidDocument, report.findings)
        }
        // Each once, in the order in which they are listed.
        let wanted = WebhookEvent.allCases.filter(events.contains)
        store.addWebhook(
            url: url, name: name, events: wanted, audit: audit(request, token, "add")
        ) { made in
            let stored = made.map { webhook, secret in
                var object = EditorialRepresentation.object(webhook, pending: 0)
                object.append("secret", .string(secret.text))
                return StoredAnswer(status: 201, body: JSONWriter.bytes(.object(object)))
            }
            respond(stored, request, answer)
        }
    }

    private func enableWebhook(
        _ id: String, _ request: EditingRequest, _ token: Token, _ body: [UInt8],
        _ answer: @escaping Answering
    ) throws(Problem) {
        let value = try request.json(body, types: ["application/json"], mayBeEmpty: true)
        let report = ObjectReader.Report()
        var reader = ObjectReader(value, report: report)
        var since: Int64?
        switch reader.value("since") {
        case nil: break
        case .integer(let number)? where number >= 0: since = Int64(number)
        // 5.0 and 5e0 are whole numbers too, for JSON and for who describes it.
        case .number(let text)? where (Double(text) ?? -1) >= 0:
            since = Double(text).flatMap { Int64(exactly: $0) }
            if since == nil { reader.note("since", "must be the number of a change, or 0") }
        default: reader.note("since", "must be the number of a change, or 0")
        }
        reader.finish()
        guard report.findings.isEmpty else { throw .findings(.invalidDocument, report.findings) }
        store.enableWebhook(id, since: since, audit: audit(request, token, "enable")) { result in
            switch result {
            case .failure(let failure): answer(.failure(problem(failure)))
            case .success:
                read(request, answer, isPretty: false) { view in
                    try view.webhook(id).map {
                        (EditorialRepresentation.object($0.webhook, pending: $0.pending), nil)
                    }
                }
            }
        }
    }

    private func testWebhook(
        _ id: String, _ request: EditingRequest, _ token: Token, _ answer: @escaping Answering
    ) throws(Problem) {
        guard let testWebhook else {
            throw .unavailable("Only a running server sends messages; start it with clinic serve.")
        }
        testWebhook(id) { result in
            if case .success = result {
                store.record(audit(request, token, "test webhook \(id)"))
            }
            let stored = result.map { delivery in
                let object = Value.object(EditorialRepresentation.object(delivery))
                return StoredAnswer(status: 200, body: JSONWriter.bytes(object))
            }
            respond(stored, request, answer)
        }
    }

    private func audit(
        _ request: EditingRequest, _ token: Token, _ action: String
    ) -> AuditEntry {
        var audit = entry(request, token, "done")
        audit.action = action
        return audit
    }

    private func respond(
        _ result: Result<StoredAnswer, WebhookFailure>, _ request: EditingRequest,
        _ answer: Answering
    ) {
        answer(result.map { response($0, request) }.mapError(problem))
    }

    private func problem(_ failure: WebhookFailure) -> Problem {
        switch failure {
        case .notFound: return Problem(.notFound, "There is no webhook of this id.")
        case .tooMany:
            return Problem(
                .conflict, "There are \(Webhook.limit) webhooks, which is as many as may be.")
        case .beyond(let last):
            return Problem(.conflict, "The last change of the library has the number \(last).")
        case .store(let error): return problem(error)
        }
    }
}
