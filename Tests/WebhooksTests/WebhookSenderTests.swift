import ClinicStore
import Foundation
import Synchronization
import Testing

@testable import Webhooks

@Suite("Telling webhooks of changes", .timeLimit(.minutes(5)))
struct WebhookSenderTests {
    @Test(
        "changes come in their order, each as often as it takes, with one id and a true signature")
    func order() async throws {
        let library = try Library()
        try library.change("before")
        let (id, secret) = try await library.add()
        // Each fails twice.
        let receiver = Receiver { _, count in
            count == 0 ? .answered(500) : count == 1 ? .failed("reset") : .answered(204)
        }
        let sender = library.sender(receiver.post)
        sender.start()
        try library.change("a", "b", "a")
        try library.change("b", action: .withdraw)
        #expect(try await eventually { try library.webhook(id).position == 5 })
        #expect(
            receiver.bodies == [
                "2 a published", "2 a published", "2 a published",
                "3 b published", "3 b published", "3 b published",
                "4 a updated", "4 a updated", "4 a updated",
                "5 b withdrawn", "5 b withdrawn", "5 b withdrawn",
            ])
        var ids: [String] = []
        for request in receiver.all {
            let message = try #require(request.field("webhook-id"))
            let time = try #require(request.field("webhook-timestamp").flatMap { Int64($0) })
            #expect(abs(Date().timeIntervalSince1970 - Double(time)) < 120)
            let signed = WebhookMessage(id: message, timestamp: time, body: request.body)
            #expect(request.field("webhook-signature") == signed.signature(secret))
            if ids.last != message { ids.append(message) }
        }
        #expect(ids.count == 4 && Set(ids).count == 4 && ids.allSatisfy { !$0.contains(".") })
        let log = try library.deliveries(id)
        #expect(log.map(\.attempt) == [3, 2, 1, 3, 2, 1, 3, 2, 1, 3, 2, 1])
        #expect(log.map(\.number).first == 5 && log[0].status == 204 && log[0].error == nil)
        #expect(log[1].error == "reset" && log[1].status == nil && log[2].status == 500)
        #expect(try library.webhook(id).state == .active)
        await stop(sender)
    }

    @Test("who wants to know some events alone is told of those")
    func events() async throws {
        let library = try Library()
        let (id, _) = try await library.add("https://a.example", [.withdrawn, .deleted])
        let receiver = Receiver { _, _ in .answered(200) }
        let sender = library.sender(receiver.post)
        sender.start()
        try library.change("a", "b")
        try library.change("a", action: .withdraw)
        try library.change("b", action: .delete)
        #expect(try await eventually { try library.webhook(id).position == 4 })
        #expect(receiver.bodies == ["3 a withdrawn", "4 b deleted"])
        await stop(sender)
    }

    @Test("a receiver that does not answer holds up no other")
    func independence() async throws {
        let library = try Library()
        let slow = try await library.add("https://slow.example").id
        let quick = try await library.add("https://quick.example").id
        let isOpen = Atomic(false)
        let receiver = Receiver { request, _ in
            if request.url.contains("slow") {
                while !isOpen.load(ordering: .relaxed) { usleep(1000) }
            }
            return .answered(200)
        }
        let sender = library.sender(receiver.post)
        sender.start()
        try library.change("a", "b", "c")
        #expect(try await eventually { try library.webhook(quick).position == 3 })
        #expect(try library.webhook(slow).position == 0)
        isOpen.store(true, ordering: .relaxed)
        #expect(try await eventually { try library.webhook(slow).position == 3 })
        await stop(sender)
    }

    @Test("a restart goes on behind the last change that was told")
    func restart() async throws {
        let library = try Library()
        let (id, _) = try await library.add()
        let first = Receiver { request, _ in
            request.body.starts(with: Array("2".utf8)) ? .answered(503) : .answered(200)
        }
        // Long enough that nothing is tried again before the stop.
        let sender = library.sender(first: .seconds(3600), first.post)
        sender.start()
        try library.change("a", "b", "c")
        #expect(try await eventually { try library.webhook(id).state == .failing })
        await stop(sender)
        #expect(first.bodies == ["1 a published", "2 b published"])
        let retryAt = try #require(try library.webhook(id).retryAt)
        #expect(retryAt.timeIntervalSinceNow > 1800)

        let second = Receiver { _, _ in .answered(200) }
        let again = library.sender(first: .seconds(3600), second.post)
        again.start()
        try library.change("d")
        // The delay holds over the restart; enabling ends it.
        #expect(second.bodies.isEmpty)
        try await library.enable(id)
        #expect(try await eventually { try library.webhook(id).position == 4 })
        #expect(second.bodies == ["2 b published", "3 c published", "4 d published"])
        #expect(second.all[0].field("webhook-id") == first.all[1].field("webhook-id"))
        await stop(again)
    }

    @Test("a receiver that answers 410 is told no more, until it is enabled again")
    func gone() async throws {
        let library = try Library()
        let (id, _) = try await library.add()
        let isGone = Atomic(true)
        let receiver = Receiver { _, _ in
            .answered(isGone.load(ordering: .relaxed) ? 410 : 200)
        }
        let sender = library.sender(receiver.post)
        sender.start()
        try library.change("a", "b")
        #expect(try await eventually { try library.webhook(id).state == .disabled })
        #expect(try library.webhook(id).disabledReason == "the receiver answered 410")
        try library.change("c")
        #expect(receiver.bodies == ["1 a published"])
        isGone.store(false, ordering: .relaxed)
        try await library.enable(id)
        #expect(try await eventually { try library.webhook(id).position == 3 })
        #expect(
            receiver.bodies
                == ["1 a published", "1 a published", "2 b published", "3 c published"])
        await stop(sender)
    }

    @Test("a receiver that fails for too long is told no more, and the reason is kept")
    func patience() async throws {
        let library = try Library()
        let (id, _) = try await library.add()
        let receiver = Receiver { _, _ in .answered(302) }
        let sender = library.sender(patience: .milliseconds(20), receiver.post)
        sender.start()
        try library.change("a")
        #expect(try await eventually { try library.webhook(id).state == .disabled })
        let webhook = try library.webhook(id)
        #expect(webhook.failures >= 2 && webhook.position == 0)
        #expect(
            webhook.disabledReason
                == "change 1 failed \(webhook.failures) times, the last: the receiver answered 302")
        await stop(sender)
    }

    @Test("setting a webhook back tells it again, with the same ids")
    func since() async throws {
        let library = try Library()
        try library.change("a", "b")
        let (id, _) = try await library.add()
        let receiver = Receiver { _, _ in .answered(200) }
        let sender = library.sender(receiver.post)
        sender.start()
        for _ in 1...2 {
            try await library.enable(id, since: 0)
            #expect(try await eventually { try library.webhook(id).position == 2 })
        }
        #expect(
            receiver.bodies
                == ["1 a published", "2 b published", "1 a published", "2 b published"])
        let ids = receiver.all.map { $0.field("webhook-id") }
        #expect(ids[0] == ids[2] && ids[1] == ids[3] && ids[0] != ids[1])
        await #expect(throws: WebhookFailure.self) { try await library.enable(id, since: 3) }
        await stop(sender)
    }

    @Test("a webhook that was taken away is told nothing more, and its log is gone")
    func removal() async throws {
        let library = try Library()
        let (id, _) = try await library.add()
        let (other, _) = try await library.add("https://other.example")
        let receiver = Receiver { request, _ in
            .answered(request.url.contains("other") ? 200 : 500)
        }
        let sender = library.sender(receiver.post)
        sender.start()
        try library.change("a")
        #expect(try await eventually { try library.webhook(id).failures > 1 })
        try await library.remove(id)
        #expect(try library.store.read { try $0.deliveries(of: id, limit: 1) } == nil)
        // An attempt may be under way; none begins after it.
        await stop(sender)
        let count = receiver.all.count
        let again = library.sender(receiver.post)
        again.start()
        try library.change("b")
        #expect(try await eventually { try library.webhook(other).position == 2 })
        #expect(receiver.all.count == count + 1)
        await stop(again)
    }

    @Test("a test is sent beside all else, and is in the log")
    func test() async throws {
        let library = try Library()
        let (id, secret) = try await library.add()
        let receiver = Receiver { _, _ in .answered(418) }
        let sender = library.sender(receiver.post)
        let result = await withCheckedContinuation { continuation in
            sender.test(id) { continuation.resume(returning: $0) }
        }
        #expect(try result.get().status == 418)
        #expect(try library.deliveries(id).map(\.error) == ["the receiver answered 418"])
        #expect(try library.webhook(id).state == .active)
        let request = try #require(receiver.all.first)
        let message = WebhookMessage(
            id: try #require(request.field("webhook-id")),
            timestamp: try #require(request.field("webhook-timestamp").flatMap { Int64($0) }),
            body: Array("test".utf8))
        #expect(request.field("webhook-signature") == message.signature(secret))
        let nobody = await withCheckedContinuation { continuation in
            sender.test("000000000000") { continuation.resume(returning: $0) }
        }
        #expect(throws: WebhookFailure.self) { try nobody.get() }
        await stop(sender)
    }

    @Test("a stop waits for what is under way, and writes it down")
    func drain() async throws {
        let library = try Library()
        let (id, _) = try await library.add()
        let isOpen = Atomic(false)
        let receiver = Receiver { _, _ in
            while !isOpen.load(ordering: .relaxed) { usleep(1000) }
            return .answered(200)
        }
        let sender = library.sender(receiver.post)
        sender.start()
        try library.change("a", "b")
        #expect(try await eventually { receiver.all.count == 1 })
        sender.stop()
        isOpen.store(true, ordering: .relaxed)
        await sender.waitUntilStopped()
        #expect(try library.webhook(id).position == 1)
        #expect(receiver.bodies == ["1 a published"])
    }

    @Test("the log keeps the last hundred attempts")
    func log() async throws {
        let library = try Library()
        let (id, _) = try await library.add()
        let receiver = Receiver { _, count in .answered(count < 104 ? 500 : 200) }
        let sender = library.sender(first: .microseconds(1), receiver.post)
        sender.start()
        try library.change("a")
        #expect(try await eventually { try library.webhook(id).position == 1 })
        let log = try library.deliveries(id)
        #expect(log.count == WebhookDelivery.kept && log[0].attempt == 105)
        #expect(log.last?.attempt == 6)
        await stop(sender)
    }
}
