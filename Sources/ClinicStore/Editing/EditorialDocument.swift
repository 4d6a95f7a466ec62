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

    /// Reads it; nil where there is no such document, or it was deleted. Where what is shown is the
    /// revision that was just written, its document need not be read again.
    init?(_ db: Database, _ key: DocumentKey, knowing entry: RevisionLog.Entry? = nil) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT document.published, document.draft, document.withdrawn,
                        document.publishAt, document.expireAt, head.number, head.at, head.author
                    FROM document
                    JOIN revision AS head ON head.sequence = document.head
                    WHERE document.type = ? AND document.slug = ? AND document.language = ?
                    """),
            arguments: key.arguments)
        guard let row else { return nil }
        let (published, draft, withdrawn): (Int64?, Int64?, Int64?) = (row[0], row[1], row[2])
        guard let shown = draft ?? published ?? withdrawn else { return nil }
        self.key = key
        revision = row[5]
        if let entry, entry.sequence == shown {
            document = entry.revision.document
        } else {
            let json = try Data.fetchOne(
                db.cachedStatement(sql: "SELECT document FROM revision WHERE sequence = ?"),
                arguments: [shown])
            guard let json else { return nil }
            document = try Document.stored([UInt8](json), as: key)
        }
        isPublic = published != nil
        updatedAt = Date(milliseconds: row[6])
        author = row[7]
        publishAt = (row[3] as Int64?).map(Date.init(milliseconds:))
        expireAt = (row[4] as Int64?).map(Date.init(milliseconds:))
        if draft != nil {
            state = publishAt == nil ? .draft : .scheduled
        } else {
            state = isPublic ? .published : .withdrawn
        }
    }
}
