import Metrics
import Synchronization

/// One series that comes through swift-metrics.
protocol Series: AnyObject, Sendable {
    var kind: MetricsText.Kind { get }
    func write(_ name: String, _ labels: [(String, String)], to text: inout MetricsText)
}

/// Only goes up.
final class CounterSeries: Series, CounterHandler {
    private let value = Atomic<Int64>(0)

    let kind = MetricsText.Kind.counter

    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { value.store(0, ordering: .relaxed) }

    func write(_ name: String, _ labels: [(String, String)], to text: inout MetricsText) {
        text.sample(name, labels, Double(value.load(ordering: .relaxed)))
    }
}

/// The last value counts.
final class GaugeSeries: Series, RecorderHandler, MeterHandler {
    private let value = Mutex(0.0)

    let kind = MetricsText.Kind.gauge

    func record(_ value: Int64) { set(Double(value)) }

    func record(_ value: Double) { set(value) }

    func set(_ value: Int64) { set(Double(value)) }

    func set(_ value: Double) { self.value.withLock { $0 = value } }

    func increment(by amount: Double) { value.withLock { $0 += amount } }

    func decrement(by amount: Double) { value.withLock { $0 -= amount } }

    func write(_ name: String, _ labels: [(String, String)], to text: inout MetricsText) {
        text.sample(name, labels, value.withLock { $0 })
    }
}

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

/// How long things took.
final class TimerSeries: Series, TimerHandler {
    private let state = Mutex(State())

    private struct State {
        var counts = [Int](repeating: 0, count: TimerSeries.bounds.count + 1)
        var nanoseconds: Int64 = 0
    }

    /// In microseconds.
    private static let bounds = [
        50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000,
    ]

    let kind = MetricsText.Kind.histogram

    func recordNanoseconds(_ duration: Int64) {
        let range = Self.bounds.firstIndex { duration <= Int64($0) * 1000 } ?? Self.bounds.count
        state.withLock { state in
            state.counts[range] += 1
            state.nanoseconds &+= duration
        }
    }

    func write(_ name: String, _ labels: [(String, String)], to text: inout MetricsText) {
        let state = state.withLock { $0 }
        text.histogram(
            name, labels, bounds: Self.bounds, counts: state.counts,
            microseconds: Int(state.nanoseconds / 1000))
    }
}
