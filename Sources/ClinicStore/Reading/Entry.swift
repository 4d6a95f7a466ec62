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

    /// The columns by which an entry is read, in this order, first of all in a row.
    private static let columnNames = [
        "id", "type", "slug", "language", "name", "summary", "kind", "number", "publishedAt",
        "updatedAt", "nextReview",
    ]
    static let columns = columnNames.map { "published.\($0)" }.joined(separator: ", ")

    /// The number of those columns.
    static let columnCount = columnNames.count

    /// Reads by place, not by name: a name is searched for in each row anew.
    init(row: Row) throws(StoreError) {
        guard let type = DocumentType(rawValue: row[1]), let slug = Slug(row[2] as String),
            let language = LanguageTag(row[3] as String)
        else {
            throw .database("a stored document has no valid key; run clinic verify")
        }
        id = row[0]
        key = DocumentKey(type, slug, language)
        name = row[4]
        summary = row[5]
        kind = (row[6] as String?).flatMap(TreatmentKind.init(rawValue:))
        revision = row[7]
        publishedAt = Date(milliseconds: row[8])
        updatedAt = Date(milliseconds: row[9])
        nextReview = (row[10] as String?).flatMap { CalendarDate($0) }
    }
}

/// A public document in whole.
public struct StoredDocument: Sendable {
    /// What lists tell of it.
    public let entry: Entry
    private let content: Data

    /// The document's own members as they are stored. Read each time: who needs the entry alone, as
    /// lists do, does not pay for it. They are served as they are: a version that writes a member
    /// which earlier ones did not has to bring what is stored up to it in a migration.
    public var members: Value.Object {
        get throws {
            try entry.key.readable {
                guard case .object(let members) = try JSONParser.parse([UInt8](content)) else {
                    throw InvalidDocument(findings: [Finding(.root, "is no object")])
                }
                return members
            }
        }
    }

    /// The document, read and checked from its members each time.
    public var document: Document {
        get throws { try Document.stored([UInt8](content), as: entry.key) }
    }

    /// The row has the columns of an entry, and then the content.
    init(row: Row) throws {
        entry = try Entry(row: row)
        content = row[Entry.columnCount]
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
