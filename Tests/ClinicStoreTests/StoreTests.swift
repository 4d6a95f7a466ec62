import ClinicCore
import Dispatch
import Foundation
import GRDB
import Synchronization
import Testing

@testable import ClinicStore

@Suite("The store")
struct StoreTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private var directory: DataDirectory { DataDirectory(path: folder.path + "/data") }

    private func revision(
        _ slug: String, _ action: Revision.Action = .publish, summary: String = "S"
    ) throws -> Revision {
        let key = DocumentKey(.symptom, try #require(Slug(slug)), .english)
        let document = try Document.read(
            .object(["name": .string(slug.capitalized), "summary": .string(summary)]), as: key)
        return Revision(
            key: key, action: action, origin: .editor, author: "test", at: Date(),
            document: document)
    }

    @Test("what was written is there after closing and opening again")
    func reopen() throws {
        do {
            let first = try Store(directory)
            #expect(first.isNew)
            try first.append(try revision("a"))
            first.close()
        }
        let second = try Store(directory)
        #expect(!second.isNew && second.generation == 1)
    }

    @Test("drafts take no public number, and the counter has no gap")
    func counter() throws {
        let store = try Store(directory)
        try store.append(try revision("a", .draft))
        #expect(store.generation == 0)
        try store.append(try revision("a"))
        try store.append(try revision("b", .draft))
        try store.append(try revision("b"))
        try store.append(try revision("a", .withdraw))
        #expect(store.generation == 3)
        let key = try revision("a").key
        #expect(try store.read { try $0.document(key) } == nil)
        #expect(try store.read { try $0.withdrawal(of: key) } != nil)
    }

    @Test("a public change that the database itself has undone is none")
    func undone() throws {
        let store = try Store(directory)
        try store.append(try revision("a"))
        let second = try revision("b")
        let error = #expect(throws: StoreError.self) {
            try store.write { db in
                try Projector(db: db).apply(RevisionLog(db: db).append(second))
                let pages = try #require(try Int.fetchOne(db, sql: "PRAGMA page_count"))
                try db.execute(sql: "PRAGMA max_page_count = \(pages)")
                defer { #expect(!db.isInsideTransaction) }
                try db.execute(
                    sql: "INSERT INTO audit (at, actor, action, outcome) VALUES (0, ?, '', '')",
                    arguments: [String(repeating: "a", count: 100_000)])
            }
        }
        guard case .diskFull? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        try store.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA max_page_count = 1000000")
        }
        try store.append(try revision("a", .draft))
        #expect(store.generation == 1)
        try store.append(second)
        #expect(store.generation == 2)
    }

    @Test("the log is bound by its hashes and durable settings hold")
    func log() throws {
        let store = try Store(directory)
        for slug in ["a", "b", "c"] { try store.append(try revision(slug)) }
        store.close()
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: directory.database, configuration: configuration)
        try queue.read { db in
            let rows = try Row.fetchAll(
                db, sql: "SELECT sequence, previous, hash FROM revision ORDER BY sequence")
            #expect(rows.map { $0["sequence"] as Int } == [1, 2, 3])
            for (row, next) in zip(rows, rows.dropFirst()) {
                #expect(row["hash"] as Data == next["previous"] as Data)
            }
            #expect(try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal")
        }
    }

    @Test("a second process on one data directory is told so")
    func locked() throws {
        let first = try Store(directory)
        let error = #expect(throws: StoreError.self) { _ = try Store(directory) }
        #expect(error?.description.contains("another clinic process") == true)
        withExtendedLifetime(first) {}
    }

    @Test("a data file that cannot be used is told by name, and left as it is")
    func badFiles() throws {
        try FileManager.default.createDirectory(
            atPath: directory.path, withIntermediateDirectories: true)
        let junk = Data("this is no database, but it is long enough to look at".utf8)
        try junk.write(to: URL(fileURLWithPath: directory.database))
        let error = #expect(throws: StoreError.self) { _ = try Store(directory) }
        #expect(error?.description.contains(directory.database) == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: directory.database)) == junk)
    }

    @Test("a database of a newer version is refused")
    func newerVersion() throws {
        do {
            let store = try Store(directory)
            store.close()
        }
        let queue = try DatabaseQueue(path: directory.database)
        try queue.write {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9 of the future')")
        }
        try queue.close()
        let error = #expect(throws: StoreError.self) { _ = try Store(directory) }
        #expect(error?.description.contains("newer version") == true)
    }

    @Test("a library that is gone or emptied is never made anew without a word")
    func lostDatabase() throws {
        do {
            let store = try Store(directory)
            try store.append(try revision("a"))
            store.close()
        }
        try Data().write(to: URL(fileURLWithPath: directory.database))
        var error = #expect(throws: StoreError.self) { _ = try Store(directory) }
        #expect(error?.description.contains("is empty") == true)
        try FileManager.default.removeItem(atPath: directory.database)
        error = #expect(throws: StoreError.self) { _ = try Store(directory) }
        #expect(error?.description.contains("is missing") == true)
    }

    @Test("reads that wait are bounded, and the next is refused at once")
    func overload() throws {
        var limits = Store.Limits()
        limits.readers = 1
        limits.waitingReads = 2
        let store = try Store(directory, limits: limits)
        let gate = DispatchSemaphore(value: 0)
        let outcomes = Mutex<[Bool]>([])
        let note: @Sendable (Result<Int64, StoreError>) -> Void = { result in
            outcomes.withLock { $0.append((try? result.get()) != nil) }
        }
        store.read { view in
            gate.wait()
            return try view.generation()
        } completion: {
            note($0)
        }
        store.read {
            try $0.generation()
        } completion: {
            note($0)
        }
        #expect(outcomes.withLock { $0 } == [])
        store.read {
            try $0.generation()
        } completion: { result in
            note(result)
            guard case .failure(.overloaded) = result else {
                Issue.record("\(result)")
                return
            }
        }
        #expect(outcomes.withLock { $0 } == [false])
        gate.signal()
        _ = try store.read { try $0.generation() }
        #expect(outcomes.withLock { $0 } == [false, true, true])
    }

    @Test("writes that wait are bounded, and the next is refused at once")
    func writeOverload() throws {
        var limits = Store.Limits()
        limits.waitingWrites = 2
        let store = try Store(directory, limits: limits)
        let begun = DispatchSemaphore(value: 0)
        let gate = DispatchSemaphore(value: 0)
        let done = DispatchSemaphore(value: 0)
        let outcomes = Mutex<[Bool]>([])
        let note: @Sendable (Result<Void, any Error>) -> Void = { result in
            outcomes.withLock { $0.append((try? result.get()) != nil) }
            done.signal()
        }
        store.submit { _ in
            begun.signal()
            gate.wait()
        } completion: {
            note($0)
        }
        begun.wait()
        for _ in 0..<2 {
            store.submit { _ in
            } completion: {
                note($0)
            }
        }
        #expect(outcomes.withLock { $0 } == [])
        store.submit { _ in
        } completion: { result in
            note(result)
            guard case .failure(let error as StoreError) = result, case .overloaded = error else {
                Issue.record("\(result)")
                return
            }
        }
        #expect(outcomes.withLock { $0 } == [false])
        gate.signal()
        for _ in 0..<4 { done.wait() }
        #expect(outcomes.withLock { $0 } == [false, true, true, true])
    }

    @Test("a read that takes too long is stopped, and the next one works")
    func timeLimit() async throws {
        var limits = Store.Limits()
        limits.readers = 1
        limits.readTime = .milliseconds(100)
        let store = try Store(directory, limits: limits)
        let slow: Result<Int, StoreError> = await withCheckedContinuation { continuation in
            store.read {
                try Int.fetchOne(
                    $0.db,
                    sql: """
                        WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)
                        SELECT count(*) FROM c
                        """) ?? 0
            } completion: {
                continuation.resume(returning: $0)
            }
        }
        guard case .failure(.timeLimit) = slow else {
            Issue.record("\(slow)")
            return
        }
        let next: Result<Int64, StoreError> = await withCheckedContinuation { continuation in
            store.read {
                try $0.generation()
            } completion: {
                continuation.resume(returning: $0)
            }
        }
        #expect(try next.get() == 0)
    }
}
