import ClinicCore
import Digests
import Foundation
import GRDB

extension RevisionLog {
    /// Goes through the whole log in order. Throws what `body` throws, or `StoreError.database` where
    /// a row cannot be read.
    func forEach(_ body: (Entry, _ stored: StoredHashes) throws -> Void) throws {
        let rows = try Row.fetchCursor(db, sql: "SELECT * FROM revision ORDER BY sequence")
        while let row = try rows.next() {
            try body(
                try entry(row),
                StoredHashes(
                    digest: [UInt8](row["digest"] as Data),
                    previous: [UInt8](row["previous"] as Data), hash: [UInt8](row["hash"] as Data)))
        }
    }

    /// The hashes of a row as stored.
    struct StoredHashes {
        let digest: [UInt8]
        let previous: [UInt8]
        let hash: [UInt8]
    }

    private func entry(_ row: Row) throws -> Entry {
        let sequence: Int64 = row["sequence"]
        guard let key = DocumentKey(row: row), let action = Revision.Action(rawValue: row["action"])
        else {
            throw StoreError.database("revision \(sequence) of the log cannot be read")
        }
        let origin: Revision.Origin
        if row["origin"] == "file" {
            origin = .file(
                path: row["file"] ?? "", digest: [UInt8](row["fileDigest"] as Data? ?? Data()))
        } else {
            origin = .editor
        }
        var detail = Value.Object()
        if let text = row["detail"] as String?,
            case .object(let object)? = try? JSONParser.parse(Array(text.utf8))
        {
            detail = object
        }
        let json = [UInt8](row["document"] as Data)
        let revision = Revision(
            key: key, action: action, origin: origin, author: row["author"], reason: row["reason"],
            detail: detail, at: Date(milliseconds: row["at"]),
            document: try Document.stored(json, as: key))
        return Entry(sequence: sequence, number: row["number"], revision: revision, json: json)
    }
}
