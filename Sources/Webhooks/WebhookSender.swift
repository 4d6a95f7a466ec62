import ClinicCore
public import ClinicStore
import Dispatch
public import Foundation
public import Logging
public import Metrics
import Synchronization

/// Tells every webhook of the public changes that it wants to know: in order, at least once, over
/// restarts. Each webhook has a queue of its own, so that none holds up another. May be used from any
/// thread.
public final class WebhookSender: Sendable {
    /// Makes the body of the message about a change, JSON.
    public typealias Payload = @Sendable (LibraryView, Change) throws -> [UInt8]

    private let store: Store
    private let office: Courier.Office
    private let configuration: Configuration
    private let couriers = Mutex<[String: Courier]>([:])
    private let testQueue = DispatchQueue(label: "clinic.webhook.test", attributes: .concurrent)
    private let testing = Atomic(0)
    private let timers = DispatchQueue(label: "clinic.webhook.stop")

    /// What can be set.
    public struct Configuration: Sendable {
        /// When to try again.
        public var policy = RetryPolicy()
        /// Where messages may go.
        public var rule = AddressRule()
        /// Says who sends, in each request.
        public var userAgent: String
        /// Makes the body about a change.
        public var payload: Payload
        /// Makes the body of a test.
        public var testPayload: @Sendable (Date) -> [UInt8]
        /// What takes the place of libcurl, in tests.
        var post: Post?
        /// The time, for tests.
        var now: @Sendable () -> Date = { Date() }
        /// From 0 to 1, for tests.
        var random: @Sendable () -> Double = { Double.random(in: 0...1) }

        /// The defaults.
        public init(
            userAgent: String, payload: @escaping Payload,
            testPayload: @escaping @Sendable (Date) -> [UInt8]
        ) {
            self.userAgent = userAgent
            self.payload = payload
            self.testPayload = testPayload
        }
    }

    /// How long a stop waits for what is under way, and how long it then waits for that to see that it
    /// was cut: a name that is being resolved does not.
    private static let drainTime = DispatchTimeInterval.seconds(8)
    private static let cutTime = DispatchTimeInterval.seconds(2)
    /// Tests at a time.
    private static let testLimit = 4

    /// Sends nothing yet.
    public init(
        store: Store, configuration: Configuration, logger: Logger,
        metrics: any MetricsFactory = MetricsSystem.factory
    ) {
        self.store = store
        self.configuration = configuration
        let activity = Activity()
        let curl = CurlPost(
            rule: configuration.rule, userAgent: configuration.userAgent, activity: activity)
        office = Courier.Office(
            store: store, policy: configuration.policy, post: configuration.post ?? curl.send,
            payload: configuration.payload, now: configuration.now, random: configuration.random,
            activity: activity, metrics: WebhookMetrics(metrics), logger: logger)
    }

    /// Begins, and from now on sees webhooks come and go.
    public func start() {
        store.whenWebhooksChange { [weak self] in self?.refresh() }
        refresh()
    }

    /// Has a courier for each webhook, and lets all of them look.
    private func refresh() {
        guard !office.activity.isStopping else { return }
        store.read {
            try $0.webhooks().map(\.webhook.id)
        } completion: { [weak self] result in
            guard let self else { return }
            switch result {
            case .success(let ids): call(ids)
            case .failure:
                timers.asyncAfter(deadline: .now() + .seconds(5)) { [weak self] in self?.refresh() }
            }
        }
    }

    private func call(_ ids: [String]) {
        let called = couriers.withLock { couriers in
            var all: [String: Courier] = [:]
            for id in ids { all[id] = couriers[id] ?? Courier(id, office) }
            // Those whose webhook is gone look once more, and find nothing.
            let gone = couriers.filter { all[$0.key] == nil }.values
            couriers = all
            return Array(all.values) + gone
        }
        for courier in called { courier.call() }
    }

    /// Sends a webhook a message of the type `webhook.test`, whatever else it is told, and gives what
    /// came of it, which is also in its log.
    public func test(
        _ id: String,
        completion: @escaping @Sendable (Result<WebhookDelivery, WebhookFailure>) -> Void
    ) {
        guard testing.add(1, ordering: .relaxed).newValue <= Self.testLimit,
            office.activity.begin()
        else {
            testing.subtract(1, ordering: .relaxed)
            return completion(.failure(.store(.overloaded)))
        }
        let done: @Sendable (Result<WebhookDelivery, WebhookFailure>) -> Void = { [self] result in
            testing.subtract(1, ordering: .relaxed)
            office.activity.end()
            completion(result)
        }
        store.read {
            try $0.webhookOutlook(id)
        } completion: { [self] result in
            switch result {
            case .failure(let error): done(.failure(.store(error)))
            case .success(nil): done(.failure(.notFound))
            case .success(let outlook?):
                testQueue.async { [self] in test(outlook, done) }
            }
        }
    }

    private func test(
        _ outlook: WebhookOutlook,
        _ done: @escaping @Sendable (Result<WebhookDelivery, WebhookFailure>) -> Void
    ) {
        let at = configuration.now()
        let message = WebhookMessage(
            id:
                "msg_\(outlook.webhook.id)_test_\(String(UInt64.random(in: 0 ... .max), radix: 36))",
            timestamp: Int64(at.timeIntervalSince1970), body: configuration.testPayload(at))
        let start = ContinuousClock.now
        let outcome = office.post(
            PostRequest(
                url: outlook.webhook.url.description, fields: message.fields(outlook.secret),
                body: message.body))
        let delivery = WebhookDelivery(
            number: nil, message: message.id, attempt: 1, at: at, outcome,
            ContinuousClock.now - start)
        store.record(delivery, of: outlook.webhook.id, .none) { result in
            done(result.map { delivery }.mapError(WebhookFailure.store))
        }
    }

    /// Sends nothing new. What is under way is finished within 8 s, or else cut and sent again after
    /// the next start.
    public func stop() {
        store.whenWebhooksChange(nil)
        office.activity.stop()
        timers.asyncAfter(deadline: .now() + Self.drainTime) { [self] in cutOff() }
    }

    /// Cuts what is under way.
    public func cut() {
        store.whenWebhooksChange(nil)
        cutOff()
    }

    private func cutOff() {
        office.activity.cutOff()
        timers.asyncAfter(deadline: .now() + Self.cutTime) { [activity = office.activity] in
            activity.giveUp()
        }
    }

    /// Returns when nothing is under way any more, after a stop.
    public func waitUntilStopped() async {
        await office.activity.wait()
    }
}
