public import ClinicCore
public import Foundation
import GRDB

/// What lists and mentions tell of a public document.
public struct Entry: Sendable {
    /// The document's place in the store, stable as long as it is there.
    public let id: Int64
    /// Which document.
    public let key: DocumentKey
    /// Its name.
    public let name: String
    /// Its summary.
    public let summary: String
    /// What sort of treatment it is, of treatments.
    public let kind: TreatmentKind?
    /// Number of the public revision, from 1.
    public let revision: Int64
    /// When it first became public.
    public let publishedAt: Date
    /// When it last changed in public.
    public let updatedAt: Date
    /// When its next review is due; nil where unreviewed.
    public let nextReview: CalendarDate?

    static let columns = """
        published.id, published.type, published.slug, published.language, published.name, \
        published.summary, published.kind, published.number, published.publishedAt, \
        published.updatedAt, published.nextReview
        """

    init(row: Row) throws(StoreError) {
        guard let key = DocumentKey(row: row) else {
            throw .database("a stored document has no valid key; run clinic verify")
        }
        self.key = key
        id = row["id"]
        name = row["name"]
        summary = row["summary"]
        kind = (row["kind"] as String?).flatMap(TreatmentKind.init(rawValue:))
        revision = row["number"]
        publishedAt = Date(milliseconds: row["publishedAt"])
        updatedAt = Date(milliseconds: row["updatedAt"])
        nextReview = (row["nextReview"] as String?).flatMap { CalendarDate($0) }
    }
}

/// A public document in whole.
public struct StoredDocument: Sendable {
    /// What lists tell of it.
    public let entry: Entry
    /// The document.
    public let document: Document

    init(row: Row) throws {
        entry = try Entry(row: row)
        document = try Document.stored([UInt8](row["content"] as Data), as: entry.key)
    }
}

/// A document that mentions another.
public struct Mention: Sendable {
    /// The document that mentions.
    public let entry: Entry
    /// What it says of the other.
    public let note: String?
}

/// A term of a vocabulary that is in use.
public struct TermCount: Sendable {
    /// The term.
    public let term: Slug
    /// How many public documents of each type bear it.
    public internal(set) var counts: [(type: DocumentType, count: Int)] = []
}

/// Why a document was taken back.
public struct Withdrawal: Sendable {
    /// The reason given.
    public let reason: String?
    /// The document to read instead, if one was named.
    public let replacement: Slug?
    /// When.
    public let at: Date

    init(row: Row) {
        reason = row["reason"]
        let detail = (row["detail"] as String?).flatMap { try? JSONParser.parse(Array($0.utf8)) }
        if case .string(let slug)? = detail?["replacement"] {
            replacement = Slug(slug)
        } else {
            replacement = nil
        }
        at = Date(milliseconds: row["at"])
    }
}
