import ClinicCore
import Digests
import Foundation
import GRDB

/// The append-only log of revisions, each bound to the one before it by its hash.
struct RevisionLog {
    let db: Database

    /// A row of the log as stored.
    struct Entry {
        let sequence: Int64
        let number: Int64
        let revision: Revision
        let json: [UInt8]
    }

    /// Adds a revision at the end.
    ///
    /// - Parameter number: the next of the document where it is known; or for one that comes from another
    ///   library the number that it had there, which must be larger than any before.
    func append(_ revision: Revision, number given: Int64? = nil) throws -> Entry {
        let last = try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT sequence, hash FROM revision ORDER BY sequence DESC LIMIT 1"))
        let sequence: Int64 = (last?["sequence"] ?? 0) + 1
        let previous = last.map { [UInt8]($0["hash"] as Data) } ?? Self.origin
        let number = try given ?? nextNumber(of: revision.key)
        let json = JSONWriter.bytes(.object(revision.document.object()))
        let entry = Entry(sequence: sequence, number: number, revision: revision, json: json)
        let digest = SHA256.digest(json)
        let hash = Self.hash(entry, digest: digest, previous: previous)
        try insert(entry, StoredHashes(digest: digest, previous: previous, hash: hash))
        return entry
    }

    private func nextNumber(of key: DocumentKey) throws -> Int64 {
        let last = try Int64.fetchOne(
            db.cachedStatement(
                sql: "SELECT max(number) FROM revision WHERE type = ? AND slug = ? AND language = ?"
            ),
            arguments: key.arguments)
        return (last ?? 0) + 1
    }

    /// Writes a row as it is.
    func insert(_ entry: Entry, _ hashes: StoredHashes) throws {
        let revision = entry.revision
        try db.cachedStatement(
            sql: """
                INSERT INTO revision (sequence, type, slug, language, number, action, origin, author,
                    reason, detail, at, file, fileDigest, document, digest, previous, hash)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [entry.sequence] + revision.key.arguments + [
                entry.number, revision.action.rawValue, revision.origin.name, revision.author,
                revision.reason, revision.detailText, revision.at.milliseconds,
                revision.origin.path, revision.origin.digest.map { Data($0) }, Data(entry.json),
                Data(hashes.digest), Data(hashes.previous), Data(hashes.hash),
            ])
    }

    /// What stands for the hash before the first row.
    static let origin = [UInt8](repeating: 0, count: SHA256.size)

    /// The hash that binds a row: SHA-256 over the previous hash and every column, each with its
    /// length before it so that no two rows can spell the same bytes.
    static func hash(_ entry: Entry, digest: [UInt8], previous: [UInt8]) -> [UInt8] {
        let revision = entry.revision
        var bytes = previous
        func add(_ field: some Collection<UInt8>) {
            withUnsafeBytes(of: UInt64(field.count).bigEndian) { bytes += $0 }
            bytes += field
        }
        add(String(entry.sequence).utf8)
        add(revision.key.type.rawValue.utf8)
        add(revision.key.slug.description.utf8)
        add(revision.key.language.description.utf8)
        add(String(entry.number).utf8)
        add(revision.action.rawValue.utf8)
        add(revision.origin.name.utf8)
        add(revision.author.utf8)
        add((revision.reason ?? "").utf8)
        add((revision.detailText ?? "").utf8)
        add(String(revision.at.milliseconds).utf8)
        add((revision.origin.path ?? "").utf8)
        add(revision.origin.digest ?? [])
        add(digest)
        return SHA256.digest(bytes)
    }
}

extension Revision {
    /// The detail as stored; nil where there is none.
    var detailText: String? {
        detail.members.isEmpty
            ? nil : String(decoding: JSONWriter.bytes(.object(detail)), as: UTF8.self)
    }
}

extension Revision.Origin {
    fileprivate var name: String {
        switch self {
        case .file: "file"
        case .editor: "editor"
        }
    }

    var path: String? {
        if case .file(let path, _) = self { path } else { nil }
    }

    var digest: [UInt8]? {
        if case .file(_, let digest) = self { digest } else { nil }
    }
}
