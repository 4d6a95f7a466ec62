public import ClinicCore
import Foundation
import GRDB

/// What bringing in a content directory did.
public struct ImportReport: Sendable {
    /// Documents published or changed.
    public var published: [DocumentKey] = []
    /// Documents saved as drafts, because an editor has changed them since their last import.
    public var drafted: [DocumentKey] = []
    /// Documents withdrawn, because their file is gone.
    public var withdrawn: [DocumentKey] = []
    /// What is wrong; documents named here stayed as they were.
    public var findings: [FileFinding] = []
}

/// Brings the files of a content directory into the log, by the rules of the house: an unchanged
/// file does nothing; a changed one is published where the document came from a file, and becomes a
/// draft where an editor has changed it since; a removed one withdraws what came from it. Nothing
/// that an editor wrote is ever overwritten.
struct ContentImport {
    let db: Database
    let directory: ContentDirectory
    let now: Date

    /// What is known of a file from its last import.
    private struct Known {
        let digest: [UInt8]
        let key: DocumentKey
        /// Whether what is public now is what the file was then.
        let isPublic: Bool
    }

    /// Runs within a transaction. With `strict`, any finding throws all of them and changes nothing.
    func run(strict: Bool) throws -> ImportReport {
        let (files, placeFindings) = try directory.files()
        let known = try knownFiles()
        let changed = files.filter { known[$0.path]?.digest != $0.digest }
        let removed = known.filter { path, _ in !files.contains { $0.path == path } }
        var report = ImportReport(findings: placeFindings)
        guard strict || !changed.isEmpty || !removed.isEmpty else { return report }

        let language = directory.siteLanguage(files)
        let (readings, findings) = directory.read(changed, language: language)
        report.findings += findings
        if !files.contains(where: { $0.path == ContentDirectory.sitePath }) {
            report.findings.append(ContentDirectory.missingSite)
        }
        let accepted = try settle(
            readings, removed: removed, language: language, findings: &report.findings)
        if strict, !report.findings.isEmpty { throw StoreError.content(report.findings) }

        let log = RevisionLog(db: db)
        let projector = Projector(db: db)
        let digests = Dictionary(uniqueKeysWithValues: changed.map { ($0.path, $0.digest) })
        for reading in accepted.readings {
            let edited = try isEdited(reading.key)
            let revision = Revision(
                key: reading.key, action: edited ? .draft : .publish,
                origin: .file(path: reading.path, digest: digests[reading.path] ?? []),
                author: Self.author, at: now, document: reading.document)
            try projector.apply(log.append(revision))
            if edited {
                report.drafted.append(reading.key)
            } else {
                report.published.append(reading.key)
            }
        }
        for (path, file) in accepted.removed {
            guard let document = try withdraw(path, file, log, projector) else { continue }
            report.withdrawn.append(document)
        }
        return report
    }

    /// The author of revisions that came from files.
    static let author = "content files"

    /// Takes out what breaks a rule or mentions a document that will not exist, again until nothing
    /// more falls out: each with its finding.
    private func settle(
        _ readings: [ContentDirectory.Reading], removed: [String: Known], language: LanguageTag,
        findings: inout [FileFinding]
    ) throws -> (readings: [ContentDirectory.Reading], removed: [String: Known]) {
        var readings = readings
        readings.removeAll { reading in
            let broken = reading.document.findings
            findings += broken.map(reading.finding)
            return !broken.isEmpty
        }
        var removed = removed
        // A missing site.yaml is a finding of its own; the site stays as it was.
        removed[ContentDirectory.sitePath] = nil
        let published = try publishedKeys()
        while true {
            let replaced = Set(readings.map(\.key))
            let gone = Set(removed.values.filter(\.isPublic).map(\.key)).subtracting(replaced)
            let keys = published.subtracting(gone).union(replaced)
            func exists(_ reference: Reference, _ source: LanguageTag) -> Bool {
                keys.contains(DocumentKey(reference.type, reference.slug, source))
                    || keys.contains(DocumentKey(reference.type, reference.slug, language))
            }
            let dangling = readings.map { reading in
                reading.danglingReferences { exists($0, reading.key.language) }
            }
            findings += dangling.flatMap(\.self)
            let kept = zip(readings, dangling).filter(\.1.isEmpty).map(\.0)
            let needed = try stillNeeded(removed, gone: gone, replaced: replaced)
            for (path, source) in needed {
                removed[path] = nil
                findings.append(
                    FileFinding(
                        path: path,
                        finding: Finding(
                            .root, "is gone, but \(source) still names it; the document stays")))
            }
            if kept.count == readings.count, needed.isEmpty { return (readings, removed) }
            readings = kept
        }
    }

    /// Of the removed files, those whose document a public document still names that stays as it is.
    private func stillNeeded(
        _ removed: [String: Known], gone: Set<DocumentKey>, replaced: Set<DocumentKey>
    ) throws -> [String: DocumentKey] {
        var needed: [String: DocumentKey] = [:]
        for (path, file) in removed where gone.contains(file.key) {
            let sources = try Row.fetchAll(
                db.cachedStatement(
                    sql: """
                        SELECT source.type, source.slug, source.language FROM link
                        JOIN published AS source ON source.id = link.source
                        WHERE link.targetType = ? AND link.targetSlug = ?
                        """),
                arguments: [file.key.type.rawValue, file.key.slug.description])
            let staying = sources.compactMap(DocumentKey.init(row:))
                .first { !gone.contains($0) && !replaced.contains($0) }
            if let staying { needed[path] = staying }
        }
        return needed
    }

    /// Whether what is public, withdrawn or in draft now is an editor's work, which no file replaces.
    private func isEdited(_ key: DocumentKey) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (
                        SELECT 1 FROM document JOIN revision
                            ON revision.sequence IN
                                (document.published, document.draft, document.withdrawn)
                        WHERE document.type = ? AND document.slug = ? AND document.language = ?
                            AND revision.origin <> 'file')
                    """),
            arguments: key.arguments) ?? false
    }

    private func withdraw(
        _ path: String, _ file: Known, _ log: RevisionLog, _ projector: Projector
    ) throws -> DocumentKey? {
        guard file.isPublic,
            let json = try Data.fetchOne(
                db.cachedStatement(
                    sql: """
                        SELECT content FROM published WHERE type = ? AND slug = ? AND language = ?
                        """),
                arguments: file.key.arguments)
        else {
            try db.execute(sql: "DELETE FROM file WHERE path = ?", arguments: [path])
            return nil
        }
        let revision = Revision(
            key: file.key, action: .withdraw, origin: .file(path: path, digest: file.digest),
            author: Self.author, reason: "its content file was removed", at: now,
            document: try Document.stored([UInt8](json), as: file.key))
        try projector.apply(log.append(revision))
        return file.key
    }

    private func knownFiles() throws -> [String: Known] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT file.path, file.digest, file.sequence, document.type, document.slug,
                    document.language, document.published
                FROM file JOIN document ON document.id = file.document
                """)
        var files: [String: Known] = [:]
        for row in rows {
            guard let key = DocumentKey(row: row) else { continue }
            let sequence: Int64 = row["sequence"]
            files[row["path"]] = Known(
                digest: [UInt8](row["digest"] as Data), key: key,
                isPublic: row["published"] == sequence)
        }
        return files
    }

    private func publishedKeys() throws -> Set<DocumentKey> {
        let rows = try Row.fetchAll(db, sql: "SELECT type, slug, language FROM published")
        return Set(rows.compactMap(DocumentKey.init(row:)))
    }
}

extension DocumentKey {
    /// The key in columns `type`, `slug` and `language`; nil where they hold none, which only a
    /// damaged database has.
    init?(row: Row) {
        guard let type = DocumentType(rawValue: row["type"]),
            let slug = Slug(row["slug"] as String),
            let language = LanguageTag(row["language"] as String)
        else { return nil }
        self.init(type, slug, language)
    }
}

extension Document {
    /// A document from its stored JSON.
    static func stored(_ json: [UInt8], as key: DocumentKey) throws(StoreError) -> Document {
        try key.readable { try Document.read(try JSONParser.parse(json), as: key, isStored: true) }
    }
}

extension DocumentKey {
    /// What `read` makes of this document's stored form, or an error that names the document.
    func readable<Result>(_ read: () throws -> Result) throws(StoreError) -> Result {
        do {
            return try read()
        } catch {
            throw .database(
                "the stored document \(self) cannot be read (\(error)); run clinic verify")
        }
    }
}
