import Foundation
import GRDB

extension Store {
    /// Makes the projections again from the log, in one transaction. Blocks.
    ///
    /// Covers published documents, links, terms, codes, the change feed and former slugs. Which file
    /// became which document, tokens, the audit log and idempotency keys are left as they are.
    public func rebuild() throws(StoreError) {
        try write { db in
            try db.execute(sql: "PRAGMA defer_foreign_keys = ON")
            let files = try Row.fetchAll(
                db, sql: "SELECT path, digest, document, sequence FROM file")
            try db.execute(sql: "DELETE FROM file")
            for table in LibraryCheck.tables.reversed() {
                try db.execute(sql: "DELETE FROM \(table)")
            }
            try RevisionLog(db: db).forEach { entry, _ in try Projector(db: db).apply(entry) }
            try db.execute(sql: "DELETE FROM file")
            for row in files {
                try db.execute(
                    sql: "INSERT INTO file (path, digest, document, sequence) VALUES (?, ?, ?, ?)",
                    arguments: [
                        row["path"] as String, row["digest"] as Data, row["document"] as Int64,
                        row["sequence"] as Int64,
                    ])
            }
        }
    }

    /// Gives back the space that deleted rows leave in the database file. Nothing of the log is
    /// taken out. Blocks.
    public func compact() throws(StoreError) {
        try writeWithoutTransaction { db in
            try db.execute(sql: "VACUUM")
            _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }
}

extension ReadOnlyLibrary {
    /// Copies the whole database to a file that must not exist yet, as of one instant, also while the
    /// server writes: the log, what is published, tokens, audit log and all else.
    public func backUp(to path: String) throws(StoreError) {
        try DataDirectory.makePrivateFile(path, isNew: true)
        do {
            let copy = try DatabaseQueue(path: path)
            try reader.backUp(to: copy)
            // A single file, without a log of its own beside it.
            try copy.writeWithoutTransaction {
                _ = try Row.fetchAll($0, sql: "PRAGMA journal_mode = DELETE")
            }
            try copy.close()
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw StoreError(error, file: path)
        }
    }
}

extension DataDirectory {
    /// Makes the library of a backup that of this directory, which must not hold one.
    public func restore(from backup: String) throws(StoreError) {
        guard FileManager.default.fileExists(atPath: backup) else {
            throw .directory("\(backup): there is no such file")
        }
        guard !FileManager.default.fileExists(atPath: database) else {
            throw .directory(
                "\(path): this directory holds a library; choose another, or move it away first")
        }
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let source = try DatabaseQueue(path: backup, configuration: configuration)
            let migrator = Schema.migrator
            guard try source.read({ try !migrator.appliedIdentifiers($0).isEmpty }) else {
                throw StoreError.database("\(backup) is not a backup of a clinic library")
            }
            let lock = try lock()
            // What is not whole never has the library's name.
            let partial = database + ".partial"
            try? FileManager.default.removeItem(atPath: partial)
            try Self.makePrivateFile(partial, isNew: true)
            let copy = try DatabaseQueue(path: partial)
            try source.backup(to: copy)
            try copy.close()
            try FileManager.default.moveItem(atPath: partial, toPath: database)
            lock.mark()
        } catch {
            throw StoreError(error, file: backup)
        }
    }
}
