public import ClinicCore
public import Foundation
import GRDB

/// What editors see and the public does not.
extension LibraryView {
    /// A document as editors see it; nil where there is none, or it was deleted.
    public func editorial(_ key: DocumentKey) throws -> EditorialDocument? {
        try EditorialDocument(db, key)
    }

    /// The revisions of a document before that number, newest first.
    public func history(
        of key: DocumentKey, before number: Int64, limit: Int
    ) throws -> [RevisionSummary] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT number, action, origin, author, reason, at, hash FROM revision
                    WHERE type = ? AND slug = ? AND language = ? AND number < ?
                    ORDER BY number DESC LIMIT ?
                    """),
            arguments: key.arguments + [number, limit]
        ).map(RevisionSummary.init(row:))
    }

    /// One revision of a document, whole.
    public func revision(
        _ number: Int64, of key: DocumentKey
    ) throws -> (summary: RevisionSummary, document: Document)? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT number, action, origin, author, reason, at, hash, document FROM revision
                    WHERE type = ? AND slug = ? AND language = ? AND number = ?
                    """),
            arguments: key.arguments + [number]
        ).map { row in
            (
                RevisionSummary(row: row),
                try Document.stored([UInt8](row["document"] as Data), as: key)
            )
        }
    }

    /// Public documents whose next review is at or before a day, earliest first; with `nil`, those
    /// that nobody has reviewed, in the order of their names.
    public func reviews(until day: CalendarDate?, limit: Int) throws -> [Entry] {
        let condition = day == nil ? "nextReview IS NULL" : "nextReview <= ?"
        let order = day == nil ? "sortKey, slug" : "nextReview, sortKey"
        var arguments: StatementArguments = []
        if let day { arguments += [day.description] }
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Entry.columns) FROM published WHERE type <> 'site' AND \(condition)
                    ORDER BY \(order), language LIMIT ?
                    """),
            arguments: arguments + [limit]
        ).map(Entry.init(row:))
    }
}

/// What a document's history tells of one revision.
public struct RevisionSummary: Sendable {
    /// Its number, from 1 without gaps.
    public let number: Int64
    /// What was done.
    public let action: String
    /// "file" or "editor".
    public let origin: String
    /// Who did it.
    public let author: String
    /// Why, if said.
    public let reason: String?
    /// When.
    public let at: Date
    /// The hash that binds it to the log.
    public let hash: [UInt8]

    init(row: Row) {
        number = row["number"]
        action = row["action"]
        origin = row["origin"]
        author = row["author"]
        reason = row["reason"]
        at = Date(milliseconds: row["at"])
        hash = [UInt8](row["hash"] as Data)
    }
}
