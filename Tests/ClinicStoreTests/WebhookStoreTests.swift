import ClinicCore
import ClinicStore
import Foundation
import GRDB
import Testing

@Suite("Webhooks in the store")
struct WebhookStoreTests {
    private let folder: TemporaryFolder
    private var directory: DataDirectory { DataDirectory(path: folder.path + "/data") }

    init() throws {
        folder = try TemporaryFolder()
    }

    private func publish(_ slug: String, in store: Store) throws {
        let key = DocumentKey(.symptom, try #require(Slug(slug)), .english)
        let document = try Document.read(
            .object(["name": .string(slug), "summary": .string("S")]), as: key)
        try store.append(
            Revision(
                key: key, action: .publish, origin: .editor, author: "test", at: Date(),
                document: document))
    }

    private func add(to store: Store) async throws -> (webhook: Webhook, secret: WebhookSecret) {
        let url = try #require(WebAddress("https://a.example/hook"))
        let result = await withCheckedContinuation { continuation in
            store.addWebhook(
                url: url, name: "n", events: [.published, .deleted],
                audit: AuditEntry(actor: "test", action: "add", at: Date())
            ) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    @Test("rebuild, compact, backup and restore keep webhooks, their secrets and how far they are")
    func maintenance() async throws {
        let store = try Store(directory)
        try publish("a", in: store)
        let (webhook, secret) = try await add(to: store)
        try publish("b", in: store)
        try store.rebuild()
        try store.compact()
        let file = folder.path + "/backup.sqlite"
        try ReadOnlyLibrary(directory).backUp(to: file)
        store.close()
        let other = DataDirectory(path: folder.path + "/other")
        try other.restore(from: file)
        for place in [directory, other] {
            let outlook = try #require(
                try ReadOnlyLibrary(place).read { try $0.webhookOutlook(webhook.id) })
            #expect(outlook.secret.text == secret.text)
            #expect(outlook.webhook.position == 1 && outlook.next?.number == 2)
            #expect(outlook.webhook.url.description == "https://a.example/hook")
            #expect(outlook.webhook.events == [.published, .deleted])
            #expect(try LibraryCheck(place).faults == [])
        }
    }

    @Test("a webhook whose address would be refused today can be read, and removed")
    func olderAddress() async throws {
        let store = try Store(directory)
        defer { store.close() }
        let (webhook, _) = try await add(to: store)
        let database = try DatabaseQueue(path: directory.database)
        try await database.write { try $0.execute(sql: "UPDATE webhook SET url = 'http://0*'") }
        try database.close()
        let url = try store.read { try $0.webhooks().first?.webhook.url.description }
        #expect(url == "http://0*")
        let removed = await withCheckedContinuation { continuation in
            store.removeWebhook(
                webhook.id, audit: AuditEntry(actor: "test", action: "remove", at: Date())
            ) { continuation.resume(returning: $0) }
        }
        #expect(throws: Never.self) { try removed.get() }
    }

    @Test("an attempt on a webhook that was set back meanwhile changes nothing of it")
    func setBack() async throws {
        let store = try Store(directory)
        defer { store.close() }
        try publish("a", in: store)
        let (webhook, _) = try await add(to: store)
        try publish("b", in: store)
        let enabled = await withCheckedContinuation { continuation in
            store.enableWebhook(
                webhook.id, since: 0, audit: AuditEntry(actor: "test", action: "enable", at: Date())
            ) { continuation.resume(returning: $0) }
        }
        #expect(try enabled.get().position == 0)
        let delivery = WebhookDelivery(
            number: 2, message: "m", attempt: 1, at: Date(), status: 200, error: nil,
            duration: .milliseconds(1))
        let failed = await withCheckedContinuation { continuation in
            store.record(
                delivery, of: webhook.id, .failed(after: 1, retryAt: Date() + 3600)
            ) { continuation.resume(returning: $0) }
        }
        try failed.get()
        #expect(try store.read { try $0.webhook(webhook.id) }?.webhook.state == .active)
        for (position, expected) in [(1, 0), (0, 2)] as [(Int64, Int64)] {
            let recorded = await withCheckedContinuation { continuation in
                store.record(delivery, of: webhook.id, .delivered(2, after: position)) {
                    continuation.resume(returning: $0)
                }
            }
            try recorded.get()
            #expect(try store.read { try $0.webhook(webhook.id) }?.webhook.position == expected)
        }
    }
}
