import ClinicCore
import ClinicStore
import Dispatch
import Foundation
import Logging
import Synchronization

/// Tells one webhook of the changes that it wants to know, one after another, each as often as it
/// takes. How far it has come is in the store alone, so that any end of the process loses nothing; a
/// message is sent again where its success could not be written down.
final class Courier: Sendable {
    private let id: String
    private let office: Office
    private let queue: DispatchQueue
    private let state = Mutex(State())

    private struct State {
        /// Whether it looks, sends or writes down.
        var isBusy = false
        /// Whether it was called meanwhile.
        var isCalled = false
        /// Counts the calls: an alarm set before the last one is void.
        var turn = 0
        /// Reads and writes of the store that failed in a row.
        var troubles = 0
    }

    /// What all couriers share.
    struct Office: Sendable {
        let store: Store
        let policy: RetryPolicy
        let post: Post
        let payload: WebhookSender.Payload
        let now: @Sendable () -> Date
        let random: @Sendable () -> Double
        let activity: Activity
        let metrics: WebhookMetrics
        let logger: Logger
    }

    /// What it waits for.
    private enum Wake {
        /// Until it is called.
        case call
        case time(Duration)
        /// The next public change.
        case change(past: Int64)
    }

    /// What is to be done.
    private struct Errand: Sendable {
        let outlook: WebhookOutlook
        let body: [UInt8]?
    }

    /// A change is looked for again after this time, whether one was noticed or not.
    private static let longestWait = Duration.seconds(60)

    init(_ id: String, _ office: Office) {
        self.id = id
        self.office = office
        queue = DispatchQueue(label: "clinic.webhook.\(id)")
    }

    /// Looks what is to be done, now or as soon as it is done with what it does.
    func call() {
        let starts = state.withLock { state in
            state.turn += 1
            guard !state.isBusy else {
                state.isCalled = true
                return false
            }
            state.isBusy = office.activity.begin()
            return state.isBusy
        }
        if starts { look() }
    }

    private func look() {
        guard !office.activity.isStopping else { return rest(.call) }
        office.store.read { [id, payload = office.payload] view -> Errand? in
            guard let outlook = try view.webhookOutlook(id) else { return nil }
            return Errand(outlook: outlook, body: try outlook.next.map { try payload(view, $0) })
        } completion: { [self] result in
            queue.async { [self] in act(on: result) }
        }
    }

    private func act(on result: Result<Errand?, StoreError>) {
        switch result {
        case .failure(let error): pause(error)
        // It was taken away: nobody calls again.
        case .success(nil): rest(.call)
        case .success(let errand?): act(on: errand)
        }
    }

    private func act(on errand: Errand) {
        let outlook = errand.outlook
        if outlook.webhook.disabledAt != nil { return rest(.call) }
        if let retryAt = outlook.webhook.retryAt {
            let seconds = retryAt.timeIntervalSince(office.now())
            // A clock that was set back must not hold it up for longer than any failure does.
            let wait = min(Duration.seconds(seconds), office.policy.longest * 2)
            if wait > .zero { return rest(.time(wait)) }
        }
        guard let change = outlook.next, let body = errand.body else {
            state.withLock { $0.troubles = 0 }
            return rest(.change(past: outlook.generation))
        }
        deliver(change, body, outlook)
    }

    private func deliver(_ change: Change, _ body: [UInt8], _ outlook: WebhookOutlook) {
        let webhook = outlook.webhook
        let at = office.now()
        let message = WebhookMessage(change, to: webhook, body: body, at: at)
        let start = ContinuousClock.now
        let outcome = office.post(
            PostRequest(
                url: webhook.url.description, fields: message.fields(outlook.secret),
                body: body))
        let duration = ContinuousClock.now - start
        office.metrics.note(outcome, duration)
        if outcome == .cut { return rest(.call) }
        let delivery = WebhookDelivery(
            number: change.number, message: message.id, attempt: webhook.failures + 1, at: at,
            outcome, duration)
        let progress = progress(of: delivery, outcome, webhook)
        office.store.record(delivery, of: id, progress) { [self] result in
            switch result {
            case .failure(let error): pause(error)
            case .success:
                state.withLock { $0.troubles = 0 }
                tell(delivery, progress)
                look()
            }
        }
    }

    private func progress(
        of delivery: WebhookDelivery, _ outcome: PostOutcome, _ webhook: Webhook
    ) -> Store.WebhookProgress {
        guard let error = delivery.error, let number = delivery.number else {
            return .delivered(delivery.number ?? webhook.position, after: webhook.position)
        }
        if outcome == .answered(410) { return .disabled(reason: "the receiver answered 410") }
        let policy = office.policy
        let failing = delivery.at.timeIntervalSince(webhook.failingSince ?? delivery.at)
        if Duration.seconds(failing) >= policy.patience, webhook.failures > 0 {
            return .disabled(
                reason: "change \(number) failed \(delivery.attempt) times, the last: \(error)")
        }
        let delay = policy.delay(after: delivery.attempt, random: office.random())
        return .failed(
            after: webhook.position,
            retryAt: office.now().addingTimeInterval(delay / .seconds(1)))
    }

    /// Logs what did not go well, without the address, which may have a secret in it.
    private func tell(_ delivery: WebhookDelivery, _ progress: Store.WebhookProgress) {
        var metadata: Logger.Metadata = [
            "webhook": "\(id)", "attempt": "\(delivery.attempt)",
        ]
        metadata["change"] = delivery.number.map { "\($0)" }
        metadata["error"] = delivery.error.map { "\($0)" }
        switch progress {
        case .delivered, .none: break
        case .failed(_, let retryAt):
            metadata["retryAt"] = "\(retryAt.formatted(.iso8601))"
            office.logger.warning("a webhook was not told of a change", metadata: metadata)
        case .disabled(let reason):
            metadata["reason"] = "\(reason)"
            office.logger.warning(
                "a webhook is disabled; clinic webhook enable goes on with it", metadata: metadata)
        }
    }

    /// Waits for the store to mend.
    private func pause(_ error: StoreError) {
        let troubles = state.withLock { state in
            state.troubles += 1
            return state.troubles
        }
        if troubles == 1 {
            office.logger.warning(
                "the store keeps a webhook waiting",
                metadata: ["webhook": "\(id)", "error": "\(error)"])
        }
        rest(.time(office.policy.delay(after: troubles, random: office.random())))
    }

    private func rest(_ wake: Wake) {
        let (turn, goesOn) = state.withLock { state in
            let goesOn = state.isCalled && !office.activity.isStopping
            state.isCalled = false
            state.isBusy = goesOn
            return (state.turn, goesOn)
        }
        if goesOn { return look() }
        office.activity.end()
        switch wake {
        case .call: break
        case .time(let wait):
            queue.asyncAfter(wallDeadline: .now() + wait / .seconds(1)) { [weak self] in
                self?.alarm(turn)
            }
        case .change(let generation):
            office.store.whenChanged(past: generation, within: Self.longestWait) { [weak self] in
                self?.alarm(turn)
            }
        }
    }

    private func alarm(_ turn: Int) {
        if state.withLock({ $0.turn == turn }) { call() }
    }
}

extension WebhookDelivery {
    /// The line of the log for an attempt with that outcome.
    init(
        number: Int64?, message: String, attempt: Int, at: Date, _ outcome: PostOutcome,
        _ duration: Duration
    ) {
        var status: Int?
        var error: String?
        switch outcome {
        case .answered(let code):
            status = code
            error = (200...299).contains(code) ? nil : "the receiver answered \(code)"
        case .failed(let reason): error = reason
        case .cut: error = "the server stopped"
        }
        self.init(
            number: number, message: message, attempt: attempt, at: at, status: status,
            error: error, duration: duration)
    }
}
