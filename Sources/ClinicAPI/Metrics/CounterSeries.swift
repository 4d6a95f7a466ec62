import Metrics
import Synchronization

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
