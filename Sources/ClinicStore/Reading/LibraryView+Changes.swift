public import ClinicCore
public import Foundation
import GRDB

/// One public change, for who keeps a copy of the library.
public struct Change: Sendable {
    /// Its place in the feed, from 1 without gaps.
    public let number: Int64
    /// Which document.
    public let key: DocumentKey
    /// published, updated, withdrawn or deleted.
    public let change: String
    /// When.
    public let at: Date

    init(row: Row) throws(StoreError) {
        guard let key = DocumentKey(row: row) else {
            throw .database("a stored change has no valid key; run clinic verify")
        }
        self.key = key
        number = row["number"]
        change = row["change"]
        at = Date(milliseconds: row["at"])
    }
}

extension LibraryView {
    /// The public changes behind that number, in their order.
    public func changes(since number: Int64, limit: Int) throws -> [Change] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: "SELECT * FROM change WHERE number > ? ORDER BY number LIMIT ?"),
            arguments: [number, limit]
        ).map { try Change(row: $0) }
    }

    /// The slug that a renamed document has now, if the slug is one of the past.
    public func successor(of key: DocumentKey) throws -> Slug? {
        try String.fetchOne(
            db.cachedStatement(
                sql: "SELECT target FROM alias WHERE type = ? AND slug = ? AND language = ?"),
            arguments: key.arguments
        ).flatMap { Slug($0) }
    }
}
