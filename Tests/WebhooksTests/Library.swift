import ClinicCore
import ClinicStore
import Foundation
import Logging
import Synchronization
import Testing

@testable import Webhooks

/// A library in a temporary directory, its webhooks, and a sender whose requests a test answers.
final class Library: Sendable {
    let store: Store
    private let folder: DataDirectory

    init() throws {
        folder = try DataDirectory.temporary()
        store = try Store(folder)
    }

    deinit {
        store.close()
        folder.remove()
    }

    /// Makes changes of symptoms, each of the action given.
    func change(_ slugs: String..., action: Revision.Action = .publish) throws {
        for slug in slugs {
            let key = DocumentKey(.symptom, try #require(Slug(slug)), .english)
            let document = try Document.read(
                .object(["name": .string(slug), "summary": .string("S")]), as: key)
            try store.append(
                Revision(
                    key: key, action: action, origin: .editor, author: "test", at: Date(),
                    document: document))
        }
    }

    /// Adds a webhook.
    func add(
        _ url: String = "https://receiver.example/hook",
        _ events: [WebhookEvent] = WebhookEvent.allCases
    ) async throws -> (id: String, secret: WebhookSecret) {
        let url = try #require(WebAddress(url))
        let audit = AuditEntry(actor: "test", action: "add", at: Date())
        let made = await withCheckedContinuation { continuation in
            store.addWebhook(url: url, name: nil, events: events, audit: audit) {
                continuation.resume(returning: $0)
            }
        }
        let (webhook, secret) = try made.get()
        return (webhook.id, secret)
    }

    func enable(_ id: String, since: Int64? = nil) async throws {
        let audit = AuditEntry(actor: "test", action: "enable", at: Date())
        let made = await withCheckedContinuation { continuation in
            store.enableWebhook(id, since: since, audit: audit) {
                continuation.resume(returning: $0)
            }
        }
        _ = try made.get()
    }

    func remove(_ id: String) async throws {
        let audit = AuditEntry(actor: "test", action: "remove", at: Date())
        let made = await withCheckedContinuation { continuation in
            store.removeWebhook(id, audit: audit) { continuation.resume(returning: $0) }
        }
        try made.get()
    }

    func webhook(_ id: String) throws -> Webhook {
        try #require(try store.read { try $0.webhook(id) }).webhook
    }

    func deliveries(_ id: String) throws -> [WebhookDelivery] {
        try #require(try store.read { try $0.deliveries(of: id, limit: 1000) })
    }

    /// A sender that asks `post` instead of the network, and tries again after milliseconds.
    func sender(
        first: Duration = .milliseconds(2), patience: Duration = .seconds(3600),
        rule: AddressRule = AddressRule(), _ post: Post? = nil
    ) -> WebhookSender {
        var configuration = WebhookSender.Configuration(userAgent: "test") { _, change in
            Array("\(change.number) \(change.key.slug) \(change.change)".utf8)
        } testPayload: { _ in
            Array("test".utf8)
        }
        configuration.policy = RetryPolicy(first: first)
        configuration.policy.longest = first * 3
        configuration.policy.patience = patience
        configuration.rule = rule
        configuration.post = post
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return WebhookSender(store: store, configuration: configuration, logger: logger)
    }
}

/// What a receiver was sent, and what it answers: each message of a webhook is asked about.
final class Receiver: Sendable {
    private let requests = Mutex<[PostRequest]>([])
    private let answer: @Sendable (PostRequest, Int) -> PostOutcome

    /// - Parameter answer: is given the request and how many there were with its body before.
    init(_ answer: @escaping @Sendable (PostRequest, Int) -> PostOutcome) {
        self.answer = answer
    }

    var post: Post {
        { [self] request in
            let count = requests.withLock { requests in
                defer { requests.append(request) }
                return requests.count { $0.body == request.body }
            }
            return answer(request, count)
        }
    }

    var all: [PostRequest] { requests.withLock { $0 } }

    /// The bodies in the order in which they came.
    var bodies: [String] { all.map { String(decoding: $0.body, as: UTF8.self) } }
}

extension PostRequest {
    func field(_ name: String) -> String? {
        fields.first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
    }
}

/// Waits until something is so.
func eventually(_ condition: () throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        try await Task.sleep(for: .milliseconds(5))
    }
    return try condition()
}

/// Stops a sender and waits for it.
func stop(_ sender: WebhookSender) async {
    sender.stop()
    await sender.waitUntilStopped()
}
