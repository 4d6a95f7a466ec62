import ClinicCore
import Digests
import Foundation
import GRDB

/// Checks a library: the database's own integrity, the log's hashes, and that the projections are
/// what the log amounts to. Reads only, so that it may run beside the server.
public struct LibraryCheck: Sendable {
    /// What was found wrong, a sentence each; empty where all is well.
    public private(set) var faults: [String] = []
    /// Revisions in the log.
    public private(set) var revisions = 0

    /// Checks the library of that directory.
    public init(_ directory: DataDirectory) throws(StoreError) {
        let library = try ReadOnlyLibrary(directory)
        do {
            self = try library.read { view in
                var check = LibraryCheck()
                try check.checkDatabase(view.db)
                try check.checkLog(view.db)
                if check.faults.isEmpty { try check.checkProjections(view.db) }
                return check
            }
        } catch {
            throw error
        }
    }

    private init() {}

    private mutating func checkDatabase(_ db: Database) throws {
        let report = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)")
        faults += report.filter { $0 != "ok" }.map { "the database is damaged: \($0)" }
        let foreign = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check")
        faults += foreign.map { "a row of \($0["table"] as String) refers to one that is missing" }
    }

    private mutating func checkLog(_ db: Database) throws {
        var previous = RevisionLog.origin
        var last: Int64 = 0
        var found: [String] = []
        try RevisionLog(db: db).forEach { entry, stored in
            let place = "revision \(entry.sequence)"
            if entry.sequence != last + 1 { found.append("\(place) follows \(last)") }
            if stored.digest != SHA256.digest(entry.json) {
                found.append("\(place) has another document than was written")
            }
            if stored.previous != previous {
                found.append("\(place) is not bound to the one before")
            }
            let hash = RevisionLog.hash(entry, digest: stored.digest, previous: stored.previous)
            if stored.hash != hash {
                found.append("\(place) has been changed since it was written")
            }
            previous = stored.hash
            last = entry.sequence
        }
        faults += found
        revisions = Int(last)
    }

    /// Replays the log into a database of its own in memory and compares every table.
    private mutating func checkProjections(_ db: Database) throws {
        let replay = try DatabaseQueue()
        try Schema.migrator.migrate(replay)
        let found = try replay.write { copy in
            try copy.execute(sql: "PRAGMA defer_foreign_keys = ON")
            try RevisionLog(db: db).forEach { entry, stored in
                try RevisionLog(db: copy).insert(entry, stored)
                try Projector(db: copy).apply(entry)
            }
            return try Self.tables.filter { table in
                let sql = "SELECT * FROM \(table) ORDER BY 1, 2, 3"
                return try Row.fetchAll(db, sql: sql) != Row.fetchAll(copy, sql: sql)
            }
        }
        faults += found.map { "the table \($0) is not what the log amounts to; run clinic rebuild" }
    }

    /// The projections, those that are named by others first.
    static let tables = ["document", "published", "link", "term", "code", "change", "alias"]
}
