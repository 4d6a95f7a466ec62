import Dispatch
import Metrics

/// What a store tells of itself through swift-metrics.
struct StoreMetrics: Sendable {
    private let reads: Metrics.Timer
    private let overloaded: Counter
    private let timeLimit: Counter
    private let otherFailures: Counter

    init(_ factory: any MetricsFactory) {
        reads = Metrics.Timer(label: "clinic_store_read_seconds", factory: factory)
        func failures(_ reason: String) -> Counter {
            Counter(
                label: "clinic_store_read_failures_total", dimensions: [("reason", reason)],
                factory: factory)
        }
        overloaded = failures("overloaded")
        timeLimit = failures("time_limit")
        otherFailures = failures("other")
    }

    /// A read that began then is done: the time it waited is counted too.
    func noteRead(since start: DispatchTime) {
        let now = DispatchTime.now().uptimeNanoseconds
        reads.recordNanoseconds(Int64(clamping: now - start.uptimeNanoseconds))
    }

    func noteFailure(_ error: StoreError) {
        switch error {
        case .overloaded: overloaded.increment()
        case .timeLimit: timeLimit.increment()
        default: otherFailures.increment()
        }
    }
}
