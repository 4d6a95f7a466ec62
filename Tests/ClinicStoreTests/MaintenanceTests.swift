import ClinicCore
import ClinicStore
import Dispatch
import Foundation
import GRDB
import Synchronization
import Testing

@Suite("Verify, rebuild, backup and restore")
struct MaintenanceTests {
    private let folder: TemporaryFolder
    private var directory: DataDirectory { DataDirectory(path: folder.path + "/data") }

    init() throws {
        folder = try TemporaryFolder()
        let store = try Store(directory)
        for (slug, action) in [
            ("a", Revision.Action.publish), ("b", .draft), ("b", .publish), ("a", .withdraw),
            ("c", .publish), ("c", .review), ("c", .delete), ("a", .publish),
        ] {
            let key = DocumentKey(.symptom, try #require(Slug(slug)), .english)
            let document = try Document.read(
                .object([
                    "name": .string(slug), "summary": .string("S"), "tags": .array([.string("t")]),
                ]),
                as: key)
            try store.append(
                Revision(
                    key: key, action: action, origin: .editor, author: "test", at: Date(),
                    document: document))
        }
        store.close()
    }

    private func change(_ sql: String) throws {
        let queue = try DatabaseQueue(path: directory.database)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test("a document whose web address would be refused today stays as it was saved")
    func olderAddress() throws {
        let older = "https://example.org:99999/?a[0]=1"
        let source = Value.object(["title": .string("T"), "url": .string(older)])
        let object = Value.object([
            "name": .string("D"), "summary": .string("S"), "sources": .array([source]),
        ])
        let key = DocumentKey(.symptom, try #require(Slug("d")), .english)
        #expect(throws: InvalidDocument.self) { try Document.read(object, as: key) }
        let store = try Store(directory)
        try store.append(
            Revision(
                key: key, action: .publish, origin: .editor, author: "test", at: Date(),
                document: try Document.read(object, as: key, isStored: true)))
        try store.rebuild()
        let document = try store.read { try $0.document(key)?.document }
        #expect(document?.object()["sources"] == .array([source]))
        store.close()
        #expect(try LibraryCheck(directory).faults == [])
    }

    @Test("a library as it was written has no faults")
    func clean() throws {
        let check = try LibraryCheck(directory)
        #expect(check.faults == [] && check.revisions == 8)
    }

    @Test(
        "what was changed behind the server's back is found",
        arguments: [
            ("UPDATE revision SET author = 'x' WHERE sequence = 3", "revision 3 has been changed"),
            ("UPDATE revision SET at = at + 1 WHERE sequence = 1", "revision 1 has been changed"),
            (
                """
                UPDATE revision SET document = CAST(replace(document, '"S"', '"T"') AS BLOB)
                WHERE sequence = 8
                """, "revision 8 has another document"
            ),
            ("DELETE FROM revision WHERE sequence = 4", "revision 5 follows 3"),
            (
                "UPDATE published SET name = 'x'",
                "the table published is not what the log amounts to"
            ),
            ("DELETE FROM term", "the table term is not"),
            ("UPDATE change SET change = 'x' WHERE number = 2", "the table change is not"),
        ])
    func faults(sql: String, expected: String) throws {
        try change(sql)
        let faults = try LibraryCheck(directory).faults
        #expect(faults.contains { $0.contains(expected) }, "\(faults)")
    }

    @Test("rebuild makes the projections again, and the numbers are the same")
    func rebuild() throws {
        for sql in [
            "DELETE FROM term", "UPDATE published SET name = 'x'",
            "DELETE FROM change WHERE number > 2",
            "UPDATE published SET content = CAST('{' AS BLOB) WHERE type = 'site'",
        ] {
            try change(sql)
        }
        #expect(try !LibraryCheck(directory).faults.isEmpty)
        let store = try Store(directory)
        try store.rebuild()
        #expect(store.generation == 7)
        try store.compact()
        store.close()
        #expect(try LibraryCheck(directory).faults == [])
    }

    @Test("a backup made while the store is open restores to the same library")
    func backup() throws {
        let store = try Store(directory)
        let file = folder.path + "/backup.sqlite"
        try ReadOnlyLibrary(directory).backUp(to: file)
        #expect(throws: StoreError.self) { try ReadOnlyLibrary(directory).backUp(to: file) }
        let other = DataDirectory(path: folder.path + "/other")
        try other.restore(from: file)
        #expect(try LibraryCheck(other).faults == [])
        #expect(try LibraryCheck(other).revisions == 8)
        #expect(throws: StoreError.self) { try other.restore(from: file) }
        let restored = try Store(other)
        #expect(restored.generation == store.generation)
        let junk = folder.path + "/junk"
        try folder.write("this is no database at all, not even a small one", to: "junk")
        #expect(throws: StoreError.self) {
            try DataDirectory(path: folder.path + "/third").restore(from: junk)
        }
    }

    @Test("the database and its backups are for their owner alone")
    func modes() throws {
        let store = try Store(directory)
        try ReadOnlyLibrary(directory).backUp(to: folder.path + "/b")
        try DataDirectory(path: folder.path + "/other").restore(from: folder.path + "/b")
        let names = ["data/clinic.sqlite", "data/clinic.sqlite-wal", "b", "other/clinic.sqlite"]
        for name in names {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: folder.path + "/" + name)
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
        store.close()
    }

    @Test("a backup that is made while editors write is whole, and of one instant")
    func backupUnderWrites() throws {
        let store = try Store(directory)
        let isOver = Atomic(false)
        let done = DispatchGroup()
        for writer in 1...4 {
            done.enter()
            DispatchQueue(label: "test.writer").async {
                defer { done.leave() }
                for count in 0..<10_000 where !isOver.load(ordering: .relaxed) {
                    guard let slug = Slug("w\(writer)-\(count)") else { return }
                    let key = DocumentKey(.symptom, slug, .english)
                    guard
                        let document = try? Document.read(
                            .object(["name": .string("N"), "summary": .string("S")]), as: key)
                    else { return }
                    try? store.append(
                        Revision(
                            key: key, action: .publish, origin: .editor, author: "test", at: Date(),
                            document: document))
                }
            }
        }
        for number in 1...3 {
            let file = folder.path + "/backup\(number)"
            try ReadOnlyLibrary(directory).backUp(to: file)
            let copy = DataDirectory(path: folder.path + "/copy\(number)")
            try copy.restore(from: file)
            #expect(try LibraryCheck(copy).faults == [])
            // The library that is written to can be looked at as well.
            #expect(try LibraryCheck(directory).faults == [])
        }
        isOver.store(true, ordering: .relaxed)
        done.wait()
        store.close()
        #expect(try LibraryCheck(directory).faults == [])
    }
}
