import ClinicAPI
import ClinicCore
import ClinicStore
import Foundation
import HTTP
import Testing

@Suite("Webhooks by HTTP")
struct WebhookTests {
    private static let input =
        #"{"url":"https://www.example.org/hook?key=k","events":["deleted","published"],"name":"site"}"#

    @Test("a webhook is made, listed and taken away, and its secret is told once")
    func life() async throws {
        let library = try Library()
        let admin = try await Editor(library)
        let made = try await admin.json("POST /v1/webhooks", Self.input, status: 201)
        let secret = try #require(made.text("/secret"))
        let id = try #require(made.text("/id"))
        #expect(secret.hasPrefix("whsec_") && WebhookSecret(secret)?.key.count == 32)
        #expect(made.text("/name") == "site" && made.text("/state") == "active")
        #expect(made.integer("/position") == 35 && made.integer("/pending") == 0)
        // In the order of the feed's own list.
        #expect(made.list("/events") == [.string("published"), .string("deleted")])

        let bare = String(secret.dropFirst(6))
        for target in [
            "/v1/webhooks", "/v1/webhooks/\(id)", "/v1/webhooks/\(id)/deliveries", "/v1/audit",
        ] {
            let response = try await admin.send("GET \(target)")
            #expect(response.status == 200)
            let text = String(decoding: response.bodyBytes, as: UTF8.self)
            #expect(!text.contains(bare) && !text.contains("whsec_"), "\(target)")
        }
        for target in ["/health", "/metrics", "/v1/changes"] {
            let text = String(
                decoding: try await library.get(target).bodyBytes, as: UTF8.self)
            #expect(!text.contains(bare) && !text.contains("key=k"), "\(target)")
        }
        try library.publish(.symptom, "new", #"{"name":"N","summary":"S"}"#)
        #expect(try await admin.json("GET /v1/webhooks").integer("/items/0/pending") == 1)
        let metrics = String(
            decoding: try await library.get("/metrics").bodyBytes, as: UTF8.self)
        #expect(metrics.contains("clinic_webhook_pending_changes{webhook=\"\(id)\"} 1\n"))
        #expect(metrics.contains("clinic_webhooks{state=\"active\"} 1\n"))

        _ = try await admin.json("DELETE /v1/webhooks/\(id)", status: 204)
        _ = try await admin.json("DELETE /v1/webhooks/\(id)", status: 404)
        _ = try await admin.json("GET /v1/webhooks/\(id)", status: 404)
        #expect(try await admin.json("GET /v1/webhooks").list("/items").isEmpty)
        let audit = try await admin.json("GET /v1/audit").list("/items")
        #expect(
            audit.prefix(2).map { $0.text("/action") } == [
                "remove webhook \(id)", "add webhook \(id)",
            ])
    }

    @Test(
        "what cannot be a webhook is told, with its place",
        arguments: [
            (#"{}"#, "/url"),
            (#"{"url":"https://a.example"}"#, "/events"),
            (#"{"url":"https://a.example","events":[]}"#, "/events"),
            (#"{"url":"https://a.example","events":["published","moved"]}"#, "/events/1"),
            (#"{"url":"ftp://a.example","events":["published"]}"#, "/url"),
            (#"{"url":"https://user:word@a.example","events":["published"]}"#, "/url"),
            (#"{"url":"https://","events":["published"]}"#, "/url"),
            (#"{"url":"https://a.example","events":["published"],"colour":1}"#, "/colour"),
        ])
    func findings(body: String, pointer: String) async throws {
        let admin = try await Editor(Library(content: false))
        let problem = try await admin.json("POST /v1/webhooks", body, status: 422)
        #expect(problem.list("/errors").contains { $0.text("/pointer") == pointer })
    }

    @Test("there are fifty at most")
    func limit() async throws {
        let admin = try await Editor(Library(content: false))
        for _ in 0..<Webhook.limit {
            _ = try await admin.json("POST /v1/webhooks", Self.input, status: 201)
        }
        _ = try await admin.json("POST /v1/webhooks", Self.input, status: 409)
    }

    @Test("one that is disabled is a warning in /health, until it is enabled again")
    func disabled() async throws {
        let library = try Library(content: false)
        let admin = try await Editor(library)
        try library.publish(.symptom, "a", #"{"name":"A","summary":"S"}"#)
        let made = try await admin.json("POST /v1/webhooks", Self.input, status: 201)
        let id = try #require(made.text("/id"))
        #expect(try await library.json("/health").text("/status") == "pass")
        let delivery = WebhookDelivery(
            number: 1, message: "msg_x", attempt: 1, at: Library.start, status: 410,
            error: "the receiver answered 410", duration: .milliseconds(12))
        let recorded = await withCheckedContinuation { continuation in
            library.store.record(delivery, of: id, .disabled(reason: "it answered 410")) {
                continuation.resume(returning: $0)
            }
        }
        try recorded.get()
        let health = try await library.json("/health")
        #expect(health.text("/status") == "warn")
        #expect(health.integer("/checks/webhooks:disabled/0/observedValue") == 1)
        let shown = try await admin.json("GET /v1/webhooks/\(id)")
        #expect(shown.text("/state") == "disabled")
        #expect(shown.text("/disabledReason") == "it answered 410")
        let log = try await admin.json("GET /v1/webhooks/\(id)/deliveries?limit=1")
        #expect(log.integer("/items/0/status") == 410 && log.integer("/items/0/number") == 1)
        #expect(log.integer("/items/0/durationMilliseconds") == 12)

        _ = try await admin.json("POST /v1/webhooks/\(id)/enable", #"{"since":2}"#, status: 409)
        for (since, status) in [
            ("-1", 422), ("0.5", 422), ("1e40", 422), ("2.0", 409), ("1.0", 200),
        ] {
            _ = try await admin.json(
                "POST /v1/webhooks/\(id)/enable", #"{"since":\#(since)}"#, status: status)
        }
        let enabled = try await admin.json("POST /v1/webhooks/\(id)/enable", #"{"since":0}"#)
        #expect(enabled.text("/state") == "active" && enabled.integer("/pending") == 1)
        #expect(try await library.json("/health").text("/status") == "pass")
    }

    @Test("a test answers what came of it; where nothing is sent it says so")
    func test() async throws {
        let quiet = try await Editor(Library(content: false))
        let made = try await quiet.json("POST /v1/webhooks", Self.input, status: 201)
        let id = try #require(made.text("/id"))
        let problem = try await quiet.json("POST /v1/webhooks/\(id)/test", status: 503)
        #expect(problem.text("/detail")?.contains("running server") == true)

        let library = try Library(content: false) {
            $0.testWebhook = { id, completion in
                guard id != "000000000000" else { return completion(.failure(.notFound)) }
                completion(
                    .success(
                        WebhookDelivery(
                            number: nil, message: "msg_\(id)_test", attempt: 1, at: Library.start,
                            status: nil, error: "no", duration: .milliseconds(3))))
            }
        }
        let admin = try await Editor(library)
        let answer = try await admin.json("POST /v1/webhooks/0123456789ab/test")
        #expect(answer.text("/error") == "no" && answer.text("/message") == "msg_0123456789ab_test")
        _ = try await admin.json("POST /v1/webhooks/000000000000/test", status: 404)
        // It is written down behind its answer.
        var actions: [String] = []
        for _ in 0..<2000 where !actions.contains("test webhook 0123456789ab") {
            try await Task.sleep(for: .milliseconds(10))
            actions = try await admin.json("GET /v1/audit").list("/items").compactMap {
                $0.text("/action")
            }
        }
        #expect(actions.contains("test webhook 0123456789ab"))
        #expect(!actions.contains("test webhook 000000000000"))
    }

    @Test("a message tells what the public feed tells, and nothing of a draft or a withdrawn text")
    func payload() async throws {
        let library = try Library(content: false)
        try library.publish(.site, "site", #"{"name":"L","disclaimer":{"en":"D"}}"#)
        try library.publish(.symptom, "a", #"{"name":"A","summary":"S"}"#)
        try library.publish(.symptom, "a", #"{"name":"MARKER","summary":"MARKER"}"#, action: .draft)
        try library.publish(
            .symptom, "a", #"{"name":"MARKER","summary":"MARKER"}"#, action: .withdraw)
        let feed = try await library.json("/v1/changes").list("/changes")
        let bodies = try library.store.read { view in
            try view.changes(since: 0, limit: 10).map { try WebhookPayload.change(view, $0) }
        }
        #expect(bodies.count == 3 && feed.count == 3)
        for (body, entry) in zip(bodies, feed) {
            let message = try JSONParser.parse(body)
            #expect(message.names == ["type", "timestamp", "data"])
            #expect(message["data"] == entry && message.text("/timestamp") == entry.text("/at"))
            #expect(!String(decoding: body, as: UTF8.self).contains("MARKER"))
        }
        #expect(try JSONParser.parse(bodies[1]).text("/type") == "symptom.published")
        #expect(try JSONParser.parse(bodies[2]).text("/type") == "symptom.withdrawn")
        let test = try JSONParser.parse(WebhookPayload.test(at: Library.start))
        #expect(test.text("/type") == "webhook.test" && test["data"] == .object([:]))
    }
}
