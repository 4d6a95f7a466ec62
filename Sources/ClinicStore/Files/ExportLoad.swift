public import ClinicCore
public import Foundation
import GRDB

/// A document of an export, with what the library it came from told of it.
public struct ExportedDocument: Sendable {
    /// Which document.
    public let key: DocumentKey
    /// The document, its mentions by slug alone.
    public let document: Document
    /// The number of its public revision.
    public let revision: Int64
    /// When it first became public.
    public let publishedAt: Date
    /// When it last changed in public.
    public let updatedAt: Date
    /// Where it stands in the export, from 1.
    public let line: Int

    /// Joins the parts.
    public init(
        key: DocumentKey, document: Document, revision: Int64, publishedAt: Date, updatedAt: Date,
        line: Int
    ) {
        self.key = key
        self.document = document
        self.revision = revision
        self.publishedAt = publishedAt
        self.updatedAt = updatedAt
        self.line = line
    }
}

/// Loads an export into a library that has no revision yet: each document becomes one published
/// revision with the number and the times that it had.
struct ExportLoad {
    let db: Database
    /// The export's name in findings.
    let name: String

    /// The author of the revisions.
    static let author = "import"

    /// Takes documents from `next` until it gives nil, which must be told of what it found wrong
    /// itself: all of that, and mentions of documents that are missing, are thrown at the end.
    /// Returns how many documents there were.
    func run(
        next: () throws -> ExportedDocument?, findings found: () -> [FileFinding]
    ) throws -> Int {
        let log = RevisionLog(db: db)
        let projector = Projector(db: db)
        var lines: [DocumentKey: Int] = [:]
        while let loaded = try next() {
            lines[loaded.key] = loaded.line
            let entry = try log.append(
                Revision(
                    key: loaded.key, action: .publish, origin: .editor, author: Self.author,
                    detail: ["publishedAt": .integer(Int(loaded.publishedAt.milliseconds))],
                    at: loaded.updatedAt, document: loaded.document),
                number: loaded.revision)
            try projector.apply(entry)
        }
        var findings = found()
        // Where a line is missing because it is bad, what mentions it is not to blame.
        if findings.isEmpty { findings = try missing(lines) }
        guard findings.isEmpty else { throw StoreError.content(findings) }
        return lines.count
    }

    /// What an export must have and this one has not: the site, and what its documents mention.
    private func missing(_ lines: [DocumentKey: Int]) throws -> [FileFinding] {
        let view = LibraryView(db: db)
        guard lines[.site] != nil else {
            return [FileFinding(path: name, finding: Finding(.root, "has no line of type site"))]
        }
        let site = try view.site().site
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT source.type, source.slug, source.language, link.position FROM link
                JOIN published AS source ON source.id = link.source
                WHERE NOT EXISTS (
                    SELECT 1 FROM published AS target
                    WHERE target.type = link.targetType AND target.slug = link.targetSlug
                        AND target.language IN (source.language, ?))
                ORDER BY source.id, link.position
                """, arguments: [site.defaultLanguage.description])
        return try rows.compactMap { row in
            guard let key = DocumentKey(row: row), let document = try view.document(key)?.document
            else { return nil }
            let reference = document.references[row["position"] as Int]
            return FileFinding(
                path: name, line: lines[key],
                finding: Finding(
                    reference.pointer,
                    "names the \(reference.type.rawValue) \(reference.slug), which is not in it"))
        }
    }
}

extension Store {
    /// Loads an export into this library, which must have no revision yet, in one transaction.
    /// `next` gives its documents in their order and nil at the end; `findings` then tells what was
    /// wrong with it. Any finding throws `StoreError.content` with all of them, and nothing is brought
    /// in. Returns the number of documents. Blocks.
    public func load(
        _ name: String, next: () throws -> ExportedDocument?, findings: () -> [FileFinding]
    ) throws(StoreError) -> Int {
        let path = directory.path
        return try write { db in
            guard try !LibraryView(db: db).hasRevisions() else {
                throw StoreError.directory(DataDirectory.isNotEmpty(path))
            }
            return try ExportLoad(db: db, name: name).run(next: next, findings: findings)
        }
    }
}

extension DataDirectory {
    /// Why an export is not loaded into a library that has something in it.
    static func isNotEmpty(_ path: String) -> String {
        "\(path): this directory holds a library already, and an export is loaded into an empty "
            + "one; choose another with --data"
    }

    /// Throws where the directory holds a library with anything in it, whether a server runs on it
    /// or not.
    public func checkEmpty() throws(StoreError) {
        guard FileManager.default.fileExists(atPath: database) else { return }
        let hasRevisions = try ReadOnlyLibrary(self).read { view in
            try view.db.tableExists("revision") && view.hasRevisions()
        }
        if hasRevisions { throw .directory(Self.isNotEmpty(path)) }
    }
}

extension LibraryView {
    fileprivate func hasRevisions() throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM revision)") ?? false
    }

    /// Whether any document came from a content file.
    public func hasContentFiles() throws -> Bool {
        try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM file)") ?? false
    }
}
