import ClinicCore
import Foundation
import GRDB

/// Brings the projections up to a new entry of the log. The same entries in the same order always
/// give the same projections, so that they can be made again.
struct Projector {
    let db: Database

    /// Applies one entry, and tells how its document stands then.
    @discardableResult
    func apply(_ entry: RevisionLog.Entry) throws -> Standing {
        let detail = entry.revision.detail
        switch entry.revision.action {
        case .draft: return try saveDraft(entry, publishAt: nil)
        case .schedule: return try saveDraft(entry, publishAt: detail.milliseconds("at"))
        case .publish: return try publish(entry, until: detail.milliseconds("until"))
        case .review: return try review(entry)
        case .withdraw: return try withdraw(entry)
        case .delete, .rename: return try remove(entry)
        }
    }

    /// The one that need not know how the document stood before.
    private func saveDraft(_ entry: RevisionLog.Entry, publishAt: Int64?) throws -> Standing {
        let standing = try stand(
            """
            INSERT INTO document (type, slug, language, head, draft, publishAt)
            VALUES (:type, :slug, :language, :sequence, :sequence, :at)
            ON CONFLICT (type, slug, language) DO UPDATE
            SET head = :sequence, draft = :sequence, publishAt = :at
            """,
            ["sequence": entry.sequence, "at": publishAt] + entry.revision.key.namedArguments)
        try noteFile(entry, standing.id)
        return standing
    }

    private func publish(_ entry: RevisionLog.Entry, until: Int64?) throws -> Standing {
        let before = try begin(entry)
        let standing = try update(
            before,
            """
            published = :sequence, draft = NULL, withdrawn = NULL, publishAt = NULL,
            expireAt = :at
            """, entry, ["at": until])
        try project(entry, before.id)
        try db.cachedStatement(
            sql: "DELETE FROM alias WHERE type = ? AND slug = ? AND language = ?"
        ).execute(arguments: entry.revision.key.arguments)
        try recordChange(before.published != nil ? "updated" : "published", entry)
        return standing
    }

    private func review(_ entry: RevisionLog.Entry) throws -> Standing {
        let before = try begin(entry)
        let standing = try update(before, "published = :sequence", entry)
        try project(entry, before.id)
        try recordChange("updated", entry)
        return standing
    }

    private func withdraw(_ entry: RevisionLog.Entry) throws -> Standing {
        let before = try begin(entry)
        let standing = try update(
            before,
            """
            published = NULL, withdrawn = :sequence, publishAt = NULL, expireAt = NULL
            """, entry)
        try unpublish(before.id)
        if before.published != nil { try recordChange("withdrawn", entry) }
        return standing
    }

    /// A deletion, or what is left under the former slug of a renamed document.
    private func remove(_ entry: RevisionLog.Entry) throws -> Standing {
        let before = try begin(entry)
        let standing = try update(
            before,
            """
            published = NULL, draft = NULL, withdrawn = NULL, publishAt = NULL,
            expireAt = NULL
            """, entry)
        try unpublish(before.id)
        // The former address of what was never public tells nobody of the new one.
        guard before.published != nil || before.withdrawn != nil else { return standing }
        if case .string(let target)? = entry.revision.detail["slug"] {
            try db.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO alias (type, slug, language, target)
                    VALUES (?, ?, ?, ?)
                    """
            ).execute(arguments: entry.revision.key.arguments + [target])
        }
        try recordChange("deleted", entry)
        return standing
    }

    /// How the entry's document stands before it; it has a row from now on.
    private func begin(_ entry: RevisionLog.Entry) throws -> Standing {
        let standing = try stand(
            """
            INSERT INTO document (type, slug, language, head)
            VALUES (:type, :slug, :language, :sequence)
            ON CONFLICT (type, slug, language) DO UPDATE SET head = :sequence
            """, ["sequence": entry.sequence] + entry.revision.key.namedArguments)
        try noteFile(entry, standing.id)
        return standing
    }

    private func update(
        _ before: Standing, _ columns: String, _ entry: RevisionLog.Entry,
        _ values: StatementArguments = [:]
    ) throws -> Standing {
        try stand(
            "UPDATE document SET \(columns) WHERE id = :id",
            ["id": before.id, "sequence": entry.sequence] + values)
    }

    /// Writes a row of `document`, and tells what it is then.
    private func stand(_ sql: String, _ arguments: StatementArguments) throws -> Standing {
        let rows = try Row.fetchAll(
            db.cachedStatement(sql: "\(sql) RETURNING \(Standing.columns)"), arguments: arguments)
        guard let row = rows.first else { throw DatabaseError(resultCode: .SQLITE_CORRUPT) }
        return Standing(row: row)
    }

    private func unpublish(_ id: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM published WHERE id = ?").execute(arguments: [id])
    }

    private func noteFile(_ entry: RevisionLog.Entry, _ id: Int64) throws {
        guard case .file(let path, let digest) = entry.revision.origin else { return }
        if entry.revision.action == .withdraw {
            try db.cachedStatement(sql: "DELETE FROM file WHERE path = ?")
                .execute(arguments: [path])
        } else {
            try db.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO file (path, digest, document, sequence)
                    VALUES (?, ?, ?, ?)
                    """
            ).execute(arguments: [path, Data(digest), id, entry.sequence])
        }
    }

    private func recordChange(_ change: String, _ entry: RevisionLog.Entry) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO change (number, sequence, type, slug, language, change, at)
                VALUES ((SELECT coalesce(max(number), 0) + 1 FROM change), ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [entry.sequence] + entry.revision.key.arguments
                + [change, entry.revision.at.milliseconds])
    }

    /// Writes what readers are served.
    private func project(_ entry: RevisionLog.Entry, _ id: Int64) throws {
        let document = entry.revision.document
        let at = entry.revision.at.milliseconds
        let since =
            try Int64.fetchOne(
                db.cachedStatement(sql: "SELECT publishedAt FROM published WHERE id = ?"),
                arguments: [id])
            ?? entry.revision.detail.milliseconds("publishedAt")
        try unpublish(id)
        var kind: String?
        if case .treatment(let treatment) = document { kind = treatment.kind?.rawValue }
        let sortKey = document.name.sortKey
        try db.cachedStatement(
            sql: """
                INSERT INTO published (id, type, slug, language, name, sortKey, letter, summary, kind,
                    number, publishedAt, updatedAt, nextReview, content)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [id] + entry.revision.key.arguments + [
                document.name, sortKey, sortKey.sortLetter, document.summary, kind, entry.number,
                since ?? at, at, document.review?.nextReview.description, Data(entry.json),
            ])
        try index(document, id)
    }

    private func index(_ document: Document, _ id: Int64) throws {
        for (position, reference) in document.references.enumerated() {
            try db.cachedStatement(
                sql: """
                    INSERT INTO link (source, position, role, targetType, targetSlug, note)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """
            ).execute(
                arguments: [
                    id, position, reference.role.rawValue, reference.type.rawValue,
                    reference.slug.description, reference.note,
                ])
        }
        for vocabulary in Vocabulary.allCases {
            for term in document.terms(of: vocabulary) {
                try db.cachedStatement(
                    sql: "INSERT INTO term (vocabulary, term, document) VALUES (?, ?, ?)"
                ).execute(arguments: [vocabulary.rawValue, term.description, id])
            }
        }
        for code in document.codes {
            try db.cachedStatement(
                sql: "INSERT INTO code (system, code, document) VALUES (?, ?, ?)"
            )
            .execute(arguments: [code.system.rawValue, code.code, id])
        }
    }
}

extension Value.Object {
    /// A time in milliseconds since 1970, if the member is there.
    func milliseconds(_ name: String) -> Int64? {
        if case .integer(let number)? = self[name] { Int64(number) } else { nil }
    }
}

extension DocumentKey {
    var arguments: StatementArguments {
        [type.rawValue, slug.description, language.description]
    }

    fileprivate var namedArguments: StatementArguments {
        ["type": type.rawValue, "slug": slug.description, "language": language.description]
    }
}

extension String {
    /// The name as it sorts: without capitals and accents.
    var sortKey: String {
        folding(
            options: [.caseInsensitive, .diacriticInsensitive], locale: Locale(identifier: "en"))
    }

    /// The letter a sort key is found under: A to Z, or # for all else.
    var sortLetter: String {
        guard let first = first?.uppercased(), first >= "A", first <= "Z", first.utf8.count == 1
        else { return "#" }
        return first
    }
}
