import ClinicCore
import Foundation
import GRDB

/// Brings the projections up to a new entry of the log. The same entries in the same order always
/// give the same projections, so that they can be made again.
struct Projector {
    let db: Database

    /// Applies one entry; returns the number of the public change it made, if it made one.
    @discardableResult
    func apply(_ entry: RevisionLog.Entry) throws -> Int64? {
        let key = entry.revision.key
        let known = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT id, published, withdrawn FROM document WHERE type = ? AND slug = ? AND language = ?
                    """),
            arguments: key.arguments)
        let isPublic = (known?["published"] as Int64?) != nil
        let id: Int64
        if let known {
            id = known["id"]
        } else {
            try db.cachedStatement(
                sql: "INSERT INTO document (type, slug, language, head) VALUES (?, ?, ?, ?)"
            ).execute(arguments: key.arguments + [entry.sequence])
            id = db.lastInsertedRowID
        }
        try noteFile(entry, id)
        switch entry.revision.action {
        case .draft:
            try update(id, "head = :sequence, draft = :sequence, publishAt = NULL", entry)
            return nil
        case .schedule:
            let at = entry.revision.detail.milliseconds("at")
            try update(
                id, "head = :sequence, draft = :sequence, publishAt = :at", entry, ["at": at])
            return nil
        case .publish:
            let until = entry.revision.detail.milliseconds("until")
            try update(
                id,
                """
                head = :sequence, published = :sequence, draft = NULL, withdrawn = NULL,
                publishAt = NULL, expireAt = :at
                """, entry, ["at": until])
            try publish(entry, id)
            try db.cachedStatement(
                sql: "DELETE FROM alias WHERE type = ? AND slug = ? AND language = ?"
            ).execute(arguments: key.arguments)
            return try recordChange(isPublic ? "updated" : "published", entry)
        case .review:
            try update(id, "head = :sequence, published = :sequence", entry)
            try publish(entry, id)
            return try recordChange("updated", entry)
        case .withdraw:
            try update(
                id,
                """
                head = :sequence, published = NULL, withdrawn = :sequence, publishAt = NULL,
                expireAt = NULL
                """, entry)
            try unpublish(id)
            return isPublic ? try recordChange("withdrawn", entry) : nil
        case .delete, .rename:
            let wasKnown = isPublic || (known?["withdrawn"] as Int64?) != nil
            try update(
                id,
                """
                head = :sequence, published = NULL, draft = NULL, withdrawn = NULL,
                publishAt = NULL, expireAt = NULL
                """, entry)
            try unpublish(id)
            // The former address of what was never public tells nobody of the new one.
            if wasKnown, case .string(let target)? = entry.revision.detail["slug"] {
                try db.cachedStatement(
                    sql: """
                        INSERT OR REPLACE INTO alias (type, slug, language, target)
                        VALUES (?, ?, ?, ?)
                        """
                ).execute(arguments: key.arguments + [target])
            }
            return wasKnown ? try recordChange("deleted", entry) : nil
        }
    }

    private func unpublish(_ id: Int64) throws {
        try db.cachedStatement(sql: "DELETE FROM published WHERE id = ?").execute(arguments: [id])
    }

    private func update(
        _ id: Int64, _ columns: String, _ entry: RevisionLog.Entry,
        _ values: StatementArguments = [:]
    ) throws {
        let arguments: StatementArguments = ["id": id, "sequence": entry.sequence] + values
        try db.cachedStatement(sql: "UPDATE document SET \(columns) WHERE id = :id")
            .execute(arguments: arguments)
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

    private func recordChange(_ change: String, _ entry: RevisionLog.Entry) throws -> Int64 {
        try db.cachedStatement(
            sql: """
                INSERT INTO change (number, sequence, type, slug, language, change, at)
                VALUES ((SELECT coalesce(max(number), 0) + 1 FROM change), ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [entry.sequence] + entry.revision.key.arguments
                + [change, entry.revision.at.milliseconds])
        return db.lastInsertedRowID
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
