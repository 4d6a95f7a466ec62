import ClinicCore
import Foundation
import GRDB

/// Makes edits, each within a transaction: checks what must hold, appends to the log, and brings the
/// projections up to it.
struct Editor {
    let db: Database

    /// Makes the edit or throws an `EditFailure`.
    func make(_ edit: Edit) throws -> EditResult {
        func current() throws -> EditorialDocument? {
            let current = try EditorialDocument(db, edit.key)
            try edit.precondition.check(current?.revision)
            return current
        }
        switch edit.command {
        case .save(let document):
            // The one command that need not know what there was.
            let revision = try EditorialDocument.revision(of: edit.key, db)
            try edit.precondition.check(revision)
            return try save(document, edit, after: revision)
        case .merge(let patch):
            let current = try current()
            let base = current.map { Value.object($0.document.object()) } ?? .object([:])
            let merged = base.merging(patch)
            return try save(
                try Self.read(merged, as: edit.key), edit, after: current?.revision)
        case .restore(let number):
            return try restore(number, edit, after: try current()?.revision)
        case .publish(let at, let until):
            return try publish(try existing(current()), edit, at: at, until: until)
        case .review(let review):
            _ = try current()
            return try self.review(review, edit)
        case .withdraw(let replacement):
            return try withdraw(try existing(current()), edit, replacement: replacement)
        case .rename(let slug):
            return try rename(try existing(current()), edit, to: slug)
        case .delete:
            return try delete(try existing(current()), edit)
        }
    }

    private func existing(_ current: EditorialDocument?) throws -> EditorialDocument {
        guard let current else { throw EditFailure.notFound("There is no such document.") }
        return current
    }

    private static func read(_ value: Value, as key: DocumentKey) throws -> Document {
        do {
            return try Document.read(value, as: key)
        } catch {
            throw EditFailure.invalid(error.findings)
        }
    }

    /// - Parameter latest: the number of the document's latest revision; nil where there is none.
    private func save(
        _ document: Document, _ edit: Edit, reason: String? = nil, after latest: Int64?
    ) throws -> EditResult {
        try append(
            .draft, edit, document, reason: reason, number: latest.map { $0 + 1 },
            isNew: latest == nil)
    }

    private func restore(_ number: Int64, _ edit: Edit, after latest: Int64?) throws -> EditResult {
        let json = try Data.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT document FROM revision
                    WHERE type = ? AND slug = ? AND language = ? AND number = ?
                    """),
            arguments: edit.key.arguments + [number])
        guard let json else {
            throw EditFailure.notFound("The document has no revision \(number).")
        }
        let document = try Document.stored([UInt8](json), as: edit.key)
        return try save(document, edit, reason: "restored from revision \(number)", after: latest)
    }

    private func publish(
        _ current: EditorialDocument, _ edit: Edit, at: Date?, until: Date?
    ) throws -> EditResult {
        guard current.hasDraft else {
            throw EditFailure.conflict("There is no draft to publish.")
        }
        if edit.key == .site, until != nil {
            throw EditFailure.conflict("The site's data cannot be taken back.")
        }
        if let until, until <= max(at ?? edit.at, edit.at) {
            throw EditFailure.conflict("`until` must be later than the publication.")
        }
        let findings = current.document.findings + (try danglingReferences(current))
        guard findings.isEmpty else { throw EditFailure.blocked(findings) }
        var detail = Value.Object()
        if let until { detail.append("until", .integer(Int(until.milliseconds))) }
        if let at, at > edit.at {
            detail.append("at", .integer(Int(at.milliseconds)))
            return try append(.schedule, edit, current.document, detail: detail)
        }
        return try append(.publish, edit, current.document, detail: detail)
    }

    /// The draft's mentions of documents that are not public in its language or the site's.
    private func danglingReferences(_ current: EditorialDocument) throws -> [Finding] {
        let site = try LibraryView(db: db).site().site
        return try current.document.references.compactMap { reference in
            let languages = try LibraryView(db: db).languages(of: reference.type, reference.slug)
            let isPublic =
                languages.contains(current.key.language) || languages.contains(site.defaultLanguage)
            let isItself =
                reference.type == current.key.type && reference.slug == current.key.slug
            return isPublic || isItself
                ? nil
                : Finding(
                    reference.pointer,
                    "names the \(reference.type.rawValue) \(reference.slug), which is not public")
        }
    }

    private func review(_ review: Review, _ edit: Edit) throws -> EditResult {
        guard let stored = try LibraryView(db: db).document(edit.key) else {
            throw EditFailure.conflict("Only a public document can be reviewed; publish it first.")
        }
        return try append(.review, edit, stored.document.reviewed(review))
    }

    private func withdraw(
        _ current: EditorialDocument, _ edit: Edit, replacement: Slug?
    ) throws -> EditResult {
        guard let stored = try LibraryView(db: db).document(edit.key) else {
            throw EditFailure.conflict("The document is not public.")
        }
        guard edit.key != .site else {
            throw EditFailure.conflict("The site's data cannot be taken back.")
        }
        try checkNotNeeded(edit.key)
        var detail = Value.Object()
        if let replacement {
            let languages = try LibraryView(db: db).languages(of: edit.key.type, replacement)
            guard !languages.isEmpty, replacement != edit.key.slug else {
                throw EditFailure.invalid([
                    Finding(
                        JSONPointer.root.appending("replacement"),
                        "\(replacement) is not another public \(edit.key.type.rawValue)")
                ])
            }
            detail.append("replacement", .string(replacement.description))
        }
        return try append(.withdraw, edit, stored.document, detail: detail)
    }

    private func delete(_ current: EditorialDocument, _ edit: Edit) throws -> EditResult {
        if current.isPublic { try checkNotNeeded(edit.key) }
        guard edit.key != .site else {
            throw EditFailure.conflict("The site's data cannot be deleted.")
        }
        return try append(.delete, edit, current.document)
    }

    /// Throws where public documents name it and no translation would stand in.
    private func checkNotNeeded(_ key: DocumentKey) throws {
        let view = LibraryView(db: db)
        let site = try view.site().site
        let others = try view.languages(of: key.type, key.slug).filter { $0 != key.language }
        guard !others.contains(site.defaultLanguage) else { return }
        let sources = try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT DISTINCT source.type, source.slug, source.language FROM link
                    JOIN published AS source ON source.id = link.source
                    WHERE link.targetType = ? AND link.targetSlug = ?
                    ORDER BY source.type, source.slug, source.language
                    """),
            arguments: [key.type.rawValue, key.slug.description]
        ).compactMap(DocumentKey.init(row:)).filter { $0 != key && !others.contains($0.language) }
        guard sources.isEmpty else { throw EditFailure.needed(by: sources) }
    }

    /// Appends a revision and tells how the document stands then.
    ///
    /// - Parameter number: the revision's, where it is known; else it is looked up.
    @discardableResult
    func append(
        _ action: Revision.Action, _ edit: Edit, _ document: Document, reason: String? = nil,
        detail: Value.Object = [:], key: DocumentKey? = nil, number: Int64? = nil,
        isNew: Bool = false
    ) throws -> EditResult {
        let key = key ?? edit.key
        let entry = try RevisionLog(db: db).append(
            Revision(
                key: key, action: action, origin: .editor, author: edit.author,
                reason: edit.reason ?? reason, detail: detail, at: edit.at, document: document),
            number: number)
        let standing = try Projector(db: db).apply(entry)
        return EditResult(
            document: try EditorialDocument(db, after: entry, standing), key: key,
            revision: entry.number, isNew: isNew)
    }
}

extension Edit.Precondition {
    /// Throws where it does not hold of a document whose latest revision is that one, nil for none.
    func check(_ current: Int64?) throws(EditFailure) {
        switch self {
        case .absent where current != nil, .exists where current == nil:
            throw .stale(current: current)
        case .revision(let number) where current != number:
            throw .stale(current: current)
        default: break
        }
    }
}

extension Document {
    /// The document with that review in place of its own.
    func reviewed(_ review: Review) -> Document {
        switch self {
        case .condition(var document):
            document.review = review
            return .condition(document)
        case .symptom(var document):
            document.review = review
            return .symptom(document)
        case .treatment(var document):
            document.review = review
            return .treatment(document)
        case .clinic(var document):
            document.review = review
            return .clinic(document)
        case .site: return self
        }
    }
}
