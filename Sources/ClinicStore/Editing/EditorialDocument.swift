public import ClinicCore
public import Foundation
import GRDB

/// A document as editors see it: its draft, or else what is public or was withdrawn.
public struct EditorialDocument: Sendable {
    /// Which document.
    public let key: DocumentKey
    /// The number of its latest revision: what `If-Match` is held against.
    public let revision: Int64
    /// How it stands.
    public let state: State
    /// The draft, or else the public or withdrawn document.
    public let document: Document
    /// Whether a public revision exists.
    public let isPublic: Bool
    /// When the latest revision was made.
    public let updatedAt: Date
    /// Who made it.
    public let author: String
    /// When the draft is to be published, if scheduled.
    public let publishAt: Date?
    /// When the public revision is to be withdrawn, if so.
    public let expireAt: Date?

    /// How a document stands.
    public enum State: String, Sendable {
        /// Saved, newer than what is public.
        case draft
        /// To be published at a time to come.
        case scheduled
        /// Public as it is.
        case published
        /// Taken back.
        case withdrawn
    }
}

extension EditorialDocument {
    /// The number of its latest revision; nil where there is no such document, or it was deleted.
    static func revision(of key: DocumentKey, _ db: Database) throws -> Int64? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT head.number FROM document
                    JOIN revision AS head ON head.sequence = document.head
                    WHERE document.type = ? AND document.slug = ? AND document.language = ?
                        AND coalesce(document.draft, document.published, document.withdrawn) IS NOT NULL
                    """),
            arguments: key.arguments)
    }

    /// Reads it; nil where there is no such document, or it was deleted.
    init?(_ db: Database, _ key: DocumentKey) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT document.*, head.number, head.at, head.author FROM document
                    JOIN revision AS head ON head.sequence = document.head
                    WHERE document.type = ? AND document.slug = ? AND document.language = ?
                    """),
            arguments: key.arguments)
        guard let row else { return nil }
        let standing = Standing(row: row)
        guard let shown = standing.shown, let document = try Self.document(key, shown, db) else {
            return nil
        }
        self.init(
            key, document, standing, revision: row["number"],
            updatedAt: Date(milliseconds: row["at"]), author: row["author"])
    }

    /// How a document stands when a revision of it was written; nil where that deleted it.
    init?(_ db: Database, after entry: RevisionLog.Entry, _ standing: Standing) throws {
        let revision = entry.revision
        guard let shown = standing.shown else { return nil }
        let document =
            shown == entry.sequence
            ? revision.document : try Self.document(revision.key, shown, db)
        guard let document else { return nil }
        self.init(
            revision.key, document, standing, revision: entry.number,
            updatedAt: Date(milliseconds: revision.at.milliseconds), author: revision.author)
    }

    private init(
        _ key: DocumentKey, _ document: Document, _ standing: Standing, revision: Int64,
        updatedAt: Date, author: String
    ) {
        self.key = key
        self.document = document
        self.revision = revision
        self.updatedAt = updatedAt
        self.author = author
        isPublic = standing.published != nil
        publishAt = standing.publishAt.map(Date.init(milliseconds:))
        expireAt = standing.expireAt.map(Date.init(milliseconds:))
        if standing.draft != nil {
            state = publishAt == nil ? .draft : .scheduled
        } else {
            state = isPublic ? .published : .withdrawn
        }
    }

    private static func document(
        _ key: DocumentKey, _ sequence: Int64, _ db: Database
    ) throws -> Document? {
        try Data.fetchOne(
            db.cachedStatement(sql: "SELECT document FROM revision WHERE sequence = ?"),
            arguments: [sequence]
        ).map { try Document.stored([UInt8]($0), as: key) }
    }
}
