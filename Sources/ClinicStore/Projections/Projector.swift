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
        let before = try standing(before: entry)
        try noteFile(entry, before.id)
        let after = before.after(entry)
        try update(after, entry)
        switch entry.revision.action {
        case .draft, .schedule: break
        case .publish:
            try publish(entry, before.id)
            try db.cachedStatement(
                sql: "DELETE FROM alias WHERE type = ? AND slug = ? AND language = ?"
            ).execute(arguments: entry.revision.key.arguments)
            try recordChange(before.published != nil ? "updated" : "published", entry)
        case .review:
            try publish(entry, before.id)
            try recordChange("updated", entry)
        case .withdraw:
            try unpublish(before.id)
            if before.published != nil { try recordChange("withdrawn", entry) }
        case .delete, .rename:
            try unpublish(before.id)
            // What was never public is missed by nobody, and its former address tells nobody of the
            // new one.
            guard before.published != nil || before.withdrawn != nil else { break }
            try redirect(entry)
            try recordChange("deleted", entry)
        }
        return after
    }

    /// How the entry's document stands before it. One that is new gets its row.
    private func standing(before entry: RevisionLog.Entry) throws -> Standing {
        let key = entry.revision.key
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(Standing.columns) FROM document
                    WHERE type = ? AND slug = ? AND language = ?
                    """),
            arguments: key.arguments)
        if let row { return Standing(row: row) }
        try db.cachedStatement(
            sql: "INSERT INTO document (type, slug, language, head) VALUES (?, ?, ?, ?)"
        ).execute(arguments: key.arguments + [entry.sequence])
        return Standing(id: db.lastInsertedRowID)
    }

    private func update(_ standing: Standing, _ entry: RevisionLog.Entry) throws {
        try db.cachedStatement(
            sql: """
                UPDATE document SET head = ?, published = ?, draft = ?, withdrawn = ?, publishAt = ?,
                    expireAt = ? WHERE id = ?
                """
        ).execute(
            arguments: [
                entry.sequence, standing.published, standing.draft, standing.withdrawn,
                standing.publishAt, standing.expireAt, standing.id,
            ])
    }

    /// The former slug of a renamed document leads to the new one.
    private func redirect(_ entry: RevisionLog.Entry) throws {
        guard case .string(let target)? = entry.revision.detail["slug"] else { return }
        try db.cachedStatement(
            sql: "INSERT OR REPLACE INTO alias (type, slug, language, target) VALUES (?, ?, ?, ?)"
        ).execute(arguments: entry.revision.key.arguments + [target])
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

    private func publish(_ entry: RevisionLog.Entry, _ id: Int64) throws {
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
