import Metrics
import Synchronization

/// How many, and their sum.
final class SummarySeries: Series, RecorderHandler {
    private let state = Mutex((count: 0, sum: 0.0))

    let kind = MetricsText.Kind.summary

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        state.withLock { state in
            state.count += 1
            state.sum += value
        }
    }

    func write(_ name: String, _ labels: [(String, String)], to text: inout MetricsText) {
        let (count, sum) = state.withLock { $0 }
        text.sample(name + "_sum", labels, sum)
        text.sample(name + "_count", labels, Double(count))
    }
}
