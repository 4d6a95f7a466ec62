import Metrics

/// What deliveries tell of themselves through swift-metrics.
struct WebhookMetrics: Sendable {
    private let delivered: Counter
    private let failed: Counter
    private let gone: Counter
    private let durations: Metrics.Timer

    init(_ factory: any MetricsFactory) {
        func counter(_ outcome: String) -> Counter {
            Counter(
                label: "clinic_webhook_deliveries_total", dimensions: [("outcome", outcome)],
                factory: factory)
        }
        delivered = counter("delivered")
        failed = counter("failed")
        gone = counter("gone")
        durations = Metrics.Timer(label: "clinic_webhook_delivery_seconds", factory: factory)
    }

    func note(_ outcome: PostOutcome, _ duration: Duration) {
        switch outcome {
        case .answered(200...299): delivered.increment()
        case .answered(410): gone.increment()
        case .answered, .failed: failed.increment()
        case .cut: return
        }
        durations.recordNanoseconds(Int64(duration / .nanoseconds(1)))
    }
}
