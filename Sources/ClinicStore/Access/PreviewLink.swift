public import ClinicCore
import Digests
public import Foundation
import GRDB

/// A link that shows the draft of one document for a while to whoever has it, without a token.
///
/// It shows the draft as it is when the link is opened, so that what is mended meanwhile is seen, and
/// ends with that draft: when it is published, withdrawn, renamed or deleted. The store keeps the
/// SHA-256 of the text alone, so that a copy of the database opens nothing.
public struct PreviewLink: Sendable {
    /// What stands in the address: 64 hexadecimal digits, given here once.
    public let text: String
    /// When it ends.
    public let expiresAt: Date

    /// Seconds that a link lasts.
    public static let lifetime: TimeInterval = 3600

    /// Links of one document at a time.
    static let limit = 100

    /// Whether a text has the form of one.
    public static func isWellFormed(_ text: some StringProtocol) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy {
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }
    }

    static func hash(_ text: String) -> Data { Data(SHA256.digest(Array(text.utf8))) }
}

extension Store {
    /// Makes a preview link of a document. Never blocks the caller.
    ///
    /// - Parameter precondition: what must hold of the document; nil for nothing.
    public func createPreview(
        of key: DocumentKey, precondition: Edit.Precondition?, audit: AuditEntry,
        completion: @escaping @Sendable (Result<PreviewLink, EditFailure>) -> Void
    ) {
        submit { db in
            let shown = try EditorialDocument(db, key)
            try precondition?.check(shown?.revision)
            guard let shown else { throw EditFailure.notFound("There is no such document.") }
            guard shown.hasDraft else {
                throw EditFailure.conflict("There is no draft to show.")
            }
            return try Self.makePreview(of: shown, audit, db)
        } completion: {
            completion($0.mapError(EditFailure.init))
        }
    }

    private static func makePreview(
        of shown: EditorialDocument, _ audit: AuditEntry, _ db: Database
    ) throws -> PreviewLink {
        let now = audit.at
        try db.execute(
            sql: "DELETE FROM preview WHERE expiresAt <= ?", arguments: [now.milliseconds])
        let count = try Int.fetchOne(
            db,
            sql: "SELECT count(*) FROM preview WHERE type = ? AND slug = ? AND language = ?",
            arguments: shown.key.arguments)
        guard count ?? 0 < PreviewLink.limit else {
            throw EditFailure.conflict(
                "The document has \(PreviewLink.limit) preview links; wait until one ends.")
        }
        guard let bytes = RandomBytes.make(32) else {
            throw StoreError.directory("the system gives no random bytes")
        }
        let link = PreviewLink(
            text: bytes.hexadecimal, expiresAt: now.addingTimeInterval(PreviewLink.lifetime))
        try db.execute(
            sql: """
                INSERT INTO preview (hash, type, slug, language, number, expiresAt)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [PreviewLink.hash(link.text)] + shown.key.arguments
                + [shown.revision, link.expiresAt.milliseconds])
        var audit = audit
        audit.action = "preview"
        audit.key = shown.key
        audit.revision = shown.revision
        try audit.insert(db)
        return link
    }
}

extension LibraryView {
    /// The draft that a preview link shows at that time, and when the link ends; nil for an unknown
    /// link, one whose hour is over, and one whose draft is gone.
    public func preview(
        _ text: String, at time: Date
    ) throws -> (draft: EditorialDocument, expiresAt: Date)? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT type, slug, language, expiresAt FROM preview AS link
                    WHERE hash = ? AND expiresAt > ? AND NOT EXISTS (
                        SELECT 1 FROM revision
                        WHERE revision.type = link.type AND revision.slug = link.slug
                            AND revision.language = link.language AND revision.number > link.number
                            AND revision.action NOT IN ('draft', 'schedule', 'review'))
                    """),
            arguments: [PreviewLink.hash(text), time.milliseconds])
        guard let row, let key = DocumentKey(row: row),
            let draft = try EditorialDocument(db, key), draft.hasDraft
        else { return nil }
        return (draft, Date(milliseconds: row["expiresAt"]))
    }
}

extension EditorialDocument {
    /// Whether there is a draft, scheduled or not.
    var hasDraft: Bool { state == .draft || state == .scheduled }
}
