public import ClinicCore
public import Foundation
import GRDB

/// The public library as it was at one instant, for the duration of one read.
public struct LibraryView {
    let db: Database
    /// The number of the last public change, and what an earlier read of the same connection learned.
    private let known: (generation: Int64, site: SiteMemo)?

    /// What the database holds now.
    init(db: Database) {
        self.db = db
        known = nil
    }

    /// What the database holds in the transaction that it is in.
    init(db: Database, memo: SiteMemo) throws {
        self.db = db
        known = (try LibraryView(db: db).generation(), memo)
    }

    /// Number of the last public change in this view.
    public func generation() throws -> Int64 {
        if let known { return known.generation }
        return try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(number) FROM change")) ?? 0
    }

    /// When the library last changed in public; nil before the first change.
    public func lastChange() throws -> Date? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT at FROM change ORDER BY number DESC LIMIT 1")
        ).map(Date.init(milliseconds:))
    }

    /// The site's data, and when they last changed; plain defaults before it has any.
    public func site() throws -> (site: Site, updatedAt: Date?) {
        if let known, let site = known.site.site(of: known.generation) { return site }
        guard let stored = try document(.site), case .site(let site) = try stored.document else {
            return (Site.plain, nil)
        }
        if let known { known.site.keep(site, stored.entry.updatedAt, of: known.generation) }
        return (site, stored.entry.updatedAt)
    }

    /// A public document, if it is there in that language.
    public func document(_ key: DocumentKey) throws -> StoredDocument? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(Entry.columns), content FROM published
                    WHERE type = ? AND slug = ? AND language = ?
                    """),
            arguments: key.arguments
        ).map(StoredDocument.init(row:))
    }

    /// The languages in which a document is public, in the order of their tags.
    public func languages(of type: DocumentType, _ slug: Slug) throws -> [LanguageTag] {
        try String.fetchAll(
            db.cachedStatement(
                sql: "SELECT language FROM published WHERE type = ? AND slug = ? ORDER BY language"),
            arguments: [type.rawValue, slug.description]
        ).compactMap { LanguageTag($0) }
    }

    /// Every language in which anything is public.
    public func languages() throws -> [LanguageTag] {
        try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT language FROM published WHERE type <> 'site' ORDER BY language
                    """)
        ).compactMap { LanguageTag($0) }
    }

    /// How many documents of each collection are public in `language`, or in `fallback` where they
    /// have no translation.
    public func counts(language: LanguageTag, fallback: LanguageTag?) throws -> [DocumentType: Int]
    {
        var counts: [DocumentType: Int] = [:]
        for type in DocumentType.collections {
            let list = ListQuery(type: type, language: language, fallback: fallback)
            counts[type] = try list.count(db)
        }
        return counts
    }

    /// The public documents that a document mentions, by type and slug, in `language` or else in
    /// `fallback`.
    public func targets(
        of id: Int64, language: LanguageTag, fallback: LanguageTag?
    ) throws -> [Entry] {
        let choice = LanguageChoice(language: language, fallback: fallback)
        let rows = try Row.fetchCursor(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT \(Entry.columns) FROM link
                    JOIN published ON published.type = link.targetType
                        AND published.slug = link.targetSlug
                    WHERE link.source = :source AND \(choice.condition)
                    """),
            arguments: [
                "source": id, "language": language.description,
                "fallback": choice.fallbackArgument,
            ])
        return try Array(rows.map { try Entry(row: $0) })
    }

    /// The documents that mention this one, in the order of their names, with what they say of it.
    public func mentions(
        of type: DocumentType, _ slug: Slug, role: Reference.Role, language: LanguageTag,
        fallback: LanguageTag?
    ) throws -> [Mention] {
        let choice = LanguageChoice(language: language, fallback: fallback)
        return try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Entry.columns), link.note FROM published
                    JOIN link ON link.source = published.id
                    WHERE link.targetType = :type AND link.targetSlug = :slug AND link.role = :role
                        AND \(choice.condition)
                    GROUP BY published.id ORDER BY sortKey, slug
                    """),
            arguments: [
                "type": type.rawValue, "slug": slug.description, "role": role.rawValue,
                "language": language.description, "fallback": choice.fallbackArgument,
            ]
        ).map { Mention(entry: try Entry(row: $0), note: $0["note"]) }
    }

    /// The terms of a vocabulary that are in use, each with the number of documents of each type.
    public func terms(
        of vocabulary: Vocabulary, language: LanguageTag, fallback: LanguageTag?
    ) throws -> [TermCount] {
        let choice = LanguageChoice(language: language, fallback: fallback)
        let rows = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT term.term, published.type, count(*) AS count FROM term
                    JOIN published ON published.id = term.document
                    WHERE term.vocabulary = :vocabulary AND \(choice.condition)
                    GROUP BY term.term, published.type ORDER BY term.term, published.type
                    """),
            arguments: [
                "vocabulary": vocabulary.rawValue, "language": language.description,
                "fallback": choice.fallbackArgument,
            ])
        var terms: [TermCount] = []
        for row in rows {
            guard let slug = Slug(row["term"] as String),
                let type = DocumentType(rawValue: row["type"])
            else { continue }
            if terms.last?.term != slug { terms.append(TermCount(term: slug)) }
            terms[terms.count - 1].counts.append((type, row["count"]))
        }
        return terms
    }

    /// One page of public documents of all types and languages in the order in which they were first
    /// stored, from behind `id` on: the export.
    public func page(after id: Int64, limit: Int) throws -> [StoredDocument] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT \(Entry.columns), content FROM published WHERE id > ? ORDER BY id LIMIT ?
                    """),
            arguments: [id, limit]
        ).map(StoredDocument.init(row:))
    }

    /// A page of a collection.
    public func list(_ query: ListQuery) throws -> ListPage {
        try query.page(db)
    }

    /// How many public documents of a type have a review that is overdue on that day.
    public func overdue(_ type: DocumentType, today: CalendarDate) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT count(*) FROM published WHERE type = ? AND nextReview < ?"),
            arguments: [type.rawValue, today.description]) ?? 0
    }

    /// Why a document that is not public was taken back, if it once was public.
    public func withdrawal(of key: DocumentKey) throws -> Withdrawal? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT revision.reason, revision.detail, revision.at FROM document
                    JOIN revision ON revision.sequence = document.withdrawn
                    WHERE document.type = ? AND document.slug = ? AND document.language = ?
                    """),
            arguments: key.arguments
        ).map(Withdrawal.init(row:))
    }
}

extension Site {
    /// What holds where no site document exists.
    static let plain: Site = {
        let document = Document(reading: .object([:]), as: .site, report: .init())
        guard case .site(let site) = document else {
            preconditionFailure("a site reads as a site")
        }
        return site
    }()
}

/// It is good for the duration of one read, on its queue.
@available(*, unavailable)
extension LibraryView: Sendable {}
