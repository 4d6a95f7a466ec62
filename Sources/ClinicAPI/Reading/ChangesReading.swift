import ClinicCore
import ClinicStore
import Foundation
import HTTPTypes

/// `GET /v1/changes`: every public change in order, for who keeps a copy of the library.
struct ChangesReading {
    /// The number behind which the page begins.
    let since: Int64
    /// Changes of a page at most.
    let limit: Int
    /// How long to wait for a change where there is none yet.
    let wait: Duration?

    /// Seconds that a request may wait at most.
    static let longestWait: Int64 = 60

    init(_ request: ReadRequest, reader: inout ParameterReader) throws(Problem) {
        try self.init(reader: &reader)
    }

    /// Reads the parameters or throws what is wrong with them.
    init(reader: inout ParameterReader) throws(Problem) {
        since =
            reader.one("since", expected: "the number of a change, or 0") { text in
                ParameterReader.wholeNumber(text, in: 0...Int64.max)
            } ?? 0
        limit =
            reader.one("limit", expected: "a number from 1 to 1000") { text in
                ParameterReader.wholeNumber(text, in: 1...1000).map(Int.init)
            } ?? 100
        wait = reader.one("wait", expected: "seconds such as 30s, at most \(Self.longestWait)s") {
            text in
            let digits = text.last == "s" ? text.dropLast() : text[...]
            return ParameterReader.wholeNumber(digits, in: 0...Self.longestWait).map {
                Duration.seconds($0)
            }
        }
        try reader.finish()
    }

    func representation(_ context: ReadContext) throws -> Representation {
        let changes = try context.view.changes(since: since, limit: limit)
        let generation = try context.view.generation()
        var result = Representation(object: [:])
        result.variesByLanguage = false
        result.embed(changed: try context.view.lastChange())
        result.object.append("changes", each: changes) { .object(Self.object($0, context)) }
        let last = changes.last?.number ?? since
        result.object.append(
            "next", .string("/v1/changes?since=\(last)" + (limit == 100 ? "" : "&limit=\(limit)")))
        result.object.append("more", .bool(last < generation))
        result.fields[.cacheControl] = "no-cache"
        return result
    }

    /// One change as it is told.
    static func object(_ change: Change, _ context: ReadContext) -> Value.Object {
        [
            "number": .integer(Int(change.number)), "type": .string(change.key.type.rawValue),
            "slug": .string(change.key.slug.description),
            "language": .string(change.key.language.description),
            "change": .string(change.change), "at": .string(change.at.timestamp),
            "href": .string(context.href(change.key)),
        ]
    }
}
