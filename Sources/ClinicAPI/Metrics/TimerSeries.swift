import Metrics
import Synchronization

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
