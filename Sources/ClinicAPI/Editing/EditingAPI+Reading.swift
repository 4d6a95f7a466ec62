import ClinicCore
import ClinicStore
import Digests
import Foundation
import HTTP

/// What editors read, and what administrators do.
extension EditingAPI {
    /// `GET …?state=draft`: the draft, or else the public or withdrawn document.
    func readDraft(
        _ request: EditingRequest, _ type: DocumentType, _ slug: Slug,
        _ answer: @escaping Answering
    ) throws(Problem) {
        var reader = ParameterReader(request.query)
        _ = reader.one("state", expected: "draft") { $0 == "draft" ? true : nil }
        let language = reader.one("lang", expected: LanguageTag.expected) { LanguageTag($0) }
        let isPretty = reader.flag("pretty")
        try reader.finish()
        let key = key(type, slug, language)
        read(request, answer, isPretty: isPretty) { view in
            guard let shown = try view.editorial(key) else { return nil }
            return (EditorialRepresentation.object(shown), shown.revision)
        }
    }

    func administer(
        _ route: EditingRoute, _ request: EditingRequest, _ token: Token, _ body: [UInt8],
        _ answer: @escaping Answering
    ) throws(Problem) {
        if try administerWebhooks(route, request, token, body, answer) { return }
        var reader = ParameterReader(request.query)
        if case .tokens = route, request.method == .post {
            try reader.finish()
            return try createToken(request, token, body, answer)
        }
        if case .token(let id) = route {
            try reader.finish()
            return revoke(id, request, token, answer)
        }
        let isPretty = reader.flag("pretty")
        switch route {
        case .revisions(let type, let slug):
            let language = reader.one("lang", expected: LanguageTag.expected) { LanguageTag($0) }
            let limit = reader.limit()
            let before = reader.number("before")
            try reader.finish()
            let key = key(type, slug, language)
            read(request, answer, isPretty: isPretty) { view in
                let history = try view.history(
                    of: key, before: before, limit: limit)
                return history.isEmpty && before == .max
                    ? nil : (EditorialRepresentation.history(history), nil)
            }
        case .revision(let type, let slug, let number):
            let language = reader.one("lang", expected: LanguageTag.expected) { LanguageTag($0) }
            let against = reader.one("against", expected: "the number of another revision") {
                ParameterReader.wholeNumber($0, in: 1...Int64.max)
            }
            try reader.finish()
            let key = key(type, slug, language)
            read(request, answer, isPretty: isPretty) { view in
                try Self.revision(number, against: against, of: key, view)
            }
        case .reviews:
            try readReviews(request, &reader, isPretty: isPretty, answer)
        case .audit:
            let limit = reader.limit()
            let before = reader.number("before")
            try reader.finish()
            read(request, answer, isPretty: isPretty) { view in
                var object = Value.Object()
                object.append("items", each: try view.audit(before: before, limit: limit)) {
                    .object(EditorialRepresentation.object($0.id, $0.entry))
                }
                return (object, nil)
            }
        case .tokens:
            try reader.finish()
            read(request, answer, isPretty: isPretty) { view in
                var object = Value.Object()
                object.append("items", each: try view.tokens()) {
                    .object(EditorialRepresentation.object($0))
                }
                return (object, nil)
            }
        case .action, .preview, .restore, .token, .webhooks, .webhook, .webhookDeliveries,
            .webhookAction:
            throw .notFound
        }
    }

    private static func revision(
        _ number: Int64, against: Int64?, of key: DocumentKey, _ view: LibraryView
    ) throws -> (Value.Object, Int64?)? {
        guard let found = try view.revision(number, of: key) else { return nil }
        var object = EditorialRepresentation.object(found.summary)
        let value = Value.object(found.document.object())
        if let against {
            guard let other = try view.revision(against, of: key) else { return nil }
            object.append("against", .integer(Int(against)))
            object.append("changes", value.changes(from: .object(other.document.object())))
        } else {
            object.append("document", value)
        }
        return (object, nil)
    }

    private func readReviews(
        _ request: EditingRequest, _ reader: inout ParameterReader, isPretty: Bool,
        _ answer: @escaping Answering
    ) throws(Problem) {
        let limit = reader.limit()
        let status =
            reader.one("status", expected: "overdue, due or unreviewed") { text in
                ["overdue", "due", "unreviewed"].contains(text) ? text : nil
            } ?? "due"
        let within =
            reader.one("within", expected: "a number of days such as 60d, at most 3660d") { text in
                text.last == "d"
                    ? ParameterReader.wholeNumber(text.dropLast(), in: 0...3660).map(Int.init) : nil
            } ?? Review.noticeDays
        try reader.finish()
        let now = request.now
        read(request, answer, isPretty: isPretty) { view in
            let context = try ReadContext(view, now: now)
            let day: CalendarDate? =
                switch status {
                case "unreviewed": nil
                case "overdue": context.today.adding(days: -1)
                default: context.today.adding(days: within)
                }
            var object = Value.Object()
            object.append("items", each: try view.reviews(until: day, limit: limit)) { entry in
                var item = entry.key.identity
                item.append("href", .string(context.href(entry.key)))
                item.append("name", .string(entry.name))
                item.append("nextReview", text: entry.nextReview?.description)
                let isOverdue = entry.nextReview.map { $0 < context.today }
                let status = isOverdue.map { $0 ? "overdue" : "due" } ?? "unreviewed"
                item.append("status", .string(status))
                return .object(item)
            }
            return (object, nil)
        }
    }

    private func createToken(
        _ request: EditingRequest, _ token: Token, _ body: [UInt8], _ answer: @escaping Answering
    ) throws(Problem) {
        let value = try request.json(body, types: ["application/json"])
        let report = ObjectReader.Report()
        var reader = ObjectReader(value, report: report)
        let name = reader.text("name")
        if reader.value("name") == nil { reader.note("name", "is missing") }
        let scopes = reader.parsedList("scopes", expected: Scope.expected) { Scope(rawValue: $0) }
        if scopes.isEmpty { reader.note("scopes", "must be \(Scope.expected)") }
        let expiresAt = reader.parsed("expiresAt", expected: "a time such as 2027-02-20T10:00:00Z")
        {
            Date(timestamp: $0)
        }
        reader.finish()
        guard report.findings.isEmpty, let name else {
            throw .findings(.invalidDocument, report.findings)
        }
        var audit = entry(request, token, "done")
        audit.action = "create token \(name)"
        store.createToken(name: name, scopes: scopes, expiresAt: expiresAt, audit: audit) { made in
            answer(
                made.mapError(problem).map { made in
                    var object = EditorialRepresentation.object(made.token)
                    object.append("token", .string(made.text))
                    return response(
                        StoredAnswer(status: 201, body: JSONWriter.bytes(.object(object))), request)
                })
        }
    }

    private func revoke(
        _ id: String, _ request: EditingRequest, _ token: Token, _ answer: @escaping Answering
    ) {
        var audit = entry(request, token, "done")
        audit.action = "revoke token \(id)"
        store.revokeToken(id, audit: audit) { result in
            switch result {
            case .failure(let error): answer(.failure(problem(error)))
            case .success(false):
                answer(.failure(Problem(.notFound, "There is no valid token of this id.")))
            case .success(true):
                answer(.success(response(StoredAnswer(status: 204, body: []), request)))
            }
        }
    }

    /// Reads and answers with what `body` makes, and its revision as the entity tag; 404 for nil.
    func read(
        _ request: EditingRequest, _ answer: @escaping Answering, isPretty: Bool,
        _ body: @escaping @Sendable (LibraryView) throws -> (Value.Object, Int64?)?
    ) {
        store.read { view -> StoredAnswer? in
            guard let (object, revision) = try body(view) else { return nil }
            let bytes = JSONWriter.bytes(.object(object), pretty: isPretty)
            return StoredAnswer(status: 200, body: bytes, revision: revision)
        } completion: { result in
            switch result {
            case .failure(let error): answer(.failure(problem(error)))
            case .success(nil):
                answer(.failure(Problem(.notFound, "There is nothing of this address to edit.")))
            case .success(let stored?): answer(.success(response(stored, request)))
            }
        }
    }
}

extension ParameterReader {
    /// How many items a page has at most.
    fileprivate mutating func limit() -> Int {
        one("limit", expected: "a number from 1 to 100") { text in
            Self.wholeNumber(text, in: 1...100).map(Int.init)
        } ?? 20
    }

    /// A number below which a page begins; the largest where it is not given.
    fileprivate mutating func number(_ name: String) -> Int64 {
        one(name, expected: "a number from 1") { Self.wholeNumber($0, in: 1...Int64.max) } ?? .max
    }
}
