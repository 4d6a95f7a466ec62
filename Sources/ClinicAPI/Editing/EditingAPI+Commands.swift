import ClinicCore
import ClinicStore
import Foundation
import HTTP

/// What the body of a request asks for.
extension EditingAPI {
    /// The command of `PUT`, `PATCH` and `DELETE` to that document, or the one given, and the reason
    /// for it.
    static func command(
        _ given: Edit.Command?, _ request: EditingRequest, _ body: [UInt8], _ key: DocumentKey
    ) throws(Problem) -> (Edit.Command, reason: String?) {
        if let given { return (given, try reason(request, body)) }
        switch request.method {
        case .put:
            let value = try request.json(body, types: ["application/json"])
            do throws(InvalidDocument) {
                return (.save(try Document.read(value, as: key)), nil)
            } catch {
                throw .findings(.invalidDocument, error.findings)
            }
        case .patch:
            return (.merge(try request.json(body, types: ["application/merge-patch+json"])), nil)
        default: return (.delete, nil)
        }
    }

    /// The command of a `POST` to a document.
    static func command(
        _ action: EditingRoute.Action, _ request: EditingRequest, _ body: [UInt8]
    ) throws(Problem) -> Edit.Command {
        let value = try request.json(body, types: ["application/json"], mayBeEmpty: true)
        let report = ObjectReader.Report()
        var reader = ObjectReader(value, report: report)
        reader.ignore("reason")
        var command: Edit.Command?
        switch action {
        case .publish:
            command = .publish(at: reader.time("at"), until: reader.time("until"))
        case .withdraw:
            if reader.value("reason") == nil { reader.note("reason", "is missing") }
            let replacement = reader.parsed("replacement", expected: Slug.expected) { Slug($0) }
            command = .withdraw(replacement: replacement)
        case .rename:
            if reader.value("slug") == nil { reader.note("slug", "is missing") }
            let slug = reader.parsed("slug", expected: Slug.expected) { Slug($0) }
            command = slug.map(Edit.Command.rename)
        case .review:
            command = reader.review().map(Edit.Command.review)
        }
        reader.finish()
        guard report.findings.isEmpty, let command else {
            throw .findings(.invalidDocument, report.findings)
        }
        return command
    }

    private static func reason(_ request: EditingRequest, _ body: [UInt8]) throws(Problem)
        -> String?
    {
        let value = try request.json(body, types: ["application/json"], mayBeEmpty: true)
        let report = ObjectReader.Report()
        var reader = ObjectReader(value, report: report)
        let reason = reader.text("reason")
        if case .editing(.restore) = request.route { reader.finish() }
        guard report.findings.isEmpty else { throw .findings(.invalidDocument, report.findings) }
        return reason
    }
}

extension ObjectReader {
    /// A time in RFC 3339.
    fileprivate mutating func time(_ name: String) -> Date? {
        parsed(name, expected: "a time such as 2026-11-22T10:00:00Z") { Date(timestamp: $0) }
    }

    /// Who reviewed, when, and when it is due again.
    fileprivate mutating func review() -> Review? {
        let reviewer = text("reviewedBy")
        if value("reviewedBy") == nil { note("reviewedBy", "is missing") }
        let last = day("lastReviewed")
        let next = day("nextReview")
        guard let reviewer, let last, let next else { return nil }
        guard next > last else {
            note("nextReview", "must be later than lastReviewed")
            return nil
        }
        return Review(reviewedBy: reviewer, lastReviewed: last, nextReview: next)
    }

    private mutating func day(_ name: String) -> CalendarDate? {
        if value(name) == nil { note(name, "is missing") }
        return parsed(name, expected: CalendarDate.expected) { CalendarDate($0) }
    }
}
