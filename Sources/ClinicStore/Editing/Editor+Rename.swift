import ClinicCore
import Foundation
import GRDB

extension Editor {
    /// Gives every translation of a document another slug. Public documents and drafts that name it
    /// are saved anew with the new one, in the same transaction, so that no mention dangles.
    func rename(
        _ current: EditorialDocument, _ edit: Edit, to slug: Slug
    ) throws -> EditResult {
        let type = edit.key.type
        guard edit.key != .site, slug != edit.key.slug else {
            throw EditFailure.conflict("The new slug must be another one.")
        }
        let taken = try Row.fetchAll(
            db,
            sql: """
                SELECT type, slug, language FROM document WHERE type = ? AND slug = ?
                    AND coalesce(draft, published, withdrawn) IS NOT NULL
                """, arguments: [type.rawValue, slug.description])
        guard taken.isEmpty else {
            throw EditFailure.conflict("There is a \(type.rawValue) \(slug) already.")
        }
        let languages = try String.fetchAll(
            db,
            sql: """
                SELECT language FROM document WHERE type = ? AND slug = ?
                    AND coalesce(draft, published, withdrawn) IS NOT NULL ORDER BY language
                """, arguments: [type.rawValue, edit.key.slug.description]
        ).compactMap { LanguageTag($0) }
        let detail: Value.Object = ["slug": .string(slug.description)]
        var result: EditResult?
        for language in languages {
            let old = DocumentKey(type, edit.key.slug, language)
            let moved = try move(old, to: DocumentKey(type, slug, language), edit)
            try append(.rename, edit, moved.last, detail: detail, key: old)
            if language == edit.key.language { result = moved.result }
        }
        try followRename(of: type, edit.key.slug, to: slug, edit)
        guard let result else { throw EditFailure.notFound("There is no such document.") }
        return result
    }

    /// Writes what is public, and then the draft, under the new key.
    private func move(
        _ old: DocumentKey, to new: DocumentKey, _ edit: Edit
    ) throws -> (result: EditResult?, last: Document) {
        let reason = "renamed from \(old.slug)"
        var result: EditResult?
        guard let shown = try EditorialDocument(db, old) else {
            throw EditFailure.notFound("There is no such document.")
        }
        if let stored = try LibraryView(db: db).document(old) {
            result = try append(.publish, edit, stored.document, reason: reason, key: new)
        }
        if shown.state == .draft || shown.state == .scheduled {
            result = try append(.draft, edit, shown.document, reason: reason, key: new)
        }
        return (result, shown.document)
    }

    /// Saves what names the old slug anew, with the new one.
    private func followRename(
        of type: DocumentType, _ old: Slug, to new: Slug, _ edit: Edit
    ) throws {
        let reason = "\(old) was renamed to \(new)"
        let keys = try Row.fetchAll(
            db,
            sql: """
                SELECT DISTINCT source.type, source.slug, source.language FROM link
                JOIN published AS source ON source.id = link.source
                WHERE link.targetType = ? AND link.targetSlug = ?
                """, arguments: [type.rawValue, old.description]
        ).compactMap(DocumentKey.init(row:))
        for key in keys {
            guard let stored = try LibraryView(db: db).document(key) else { continue }
            let shown = try EditorialDocument(db, key)
            let renamed = try stored.document.renaming(type, old, to: new, as: key)
            try append(.publish, edit, renamed, reason: reason, key: key)
            // Publishing takes the draft's place; a draft that there was is saved again behind it.
            if let shown, shown.state == .draft || shown.state == .scheduled {
                let draft = try shown.document.renaming(type, old, to: new, as: key)
                try append(.draft, edit, draft, reason: reason, key: key)
            }
        }
    }
}

extension Document {
    /// The document with every mention of one slug replaced by another.
    fileprivate func renaming(
        _ type: DocumentType, _ old: Slug, to new: Slug, as key: DocumentKey
    ) throws -> Document {
        let object = object().mentioning(in: self.type) { mentioned, slug in
            .mention(mentioned == type && slug == old ? new : slug)
        }
        return try Document.read(.object(object), as: key, isStored: true)
    }
}
