public import Metrics
import Synchronization

/// Where metrics are gathered until somebody asks: those that come through swift-metrics, and those
/// that sources tell when they are asked. May be used from any thread.
public final class MetricsRegistry: Sendable {
    private let state = Mutex(State())

    private struct State {
        var series: [Key: any Series] = [:]
        var sources: [@Sendable (inout MetricsText) -> Void] = []
    }

    private struct Key: Hashable {
        let label: String
        let dimensions: [[String]]
    }

    /// Empty.
    public init() {}

    /// Adds what is asked for each text. It must not block, and names nothing that another names.
    public func add(_ source: @escaping @Sendable (inout MetricsText) -> Void) {
        state.withLock { $0.sources.append(source) }
    }

    /// All metrics as they stand.
    func text() -> MetricsText {
        let (series, sources) = state.withLock { ($0.series, $0.sources) }
        var text = MetricsText()
        for source in sources { source(&text) }
        let families = Dictionary(grouping: series) { $0.key.label }.sorted { $0.key < $1.key }
        for (label, members) in families {
            guard let kind = members.first?.value.kind else { continue }
            text.family(label, kind, "From swift-metrics.")
            let sorted = members.sorted {
                $0.key.dimensions.lexicographicallyPrecedes($1.key.dimensions) {
                    $0.lexicographicallyPrecedes($1)
                }
            }
            for (key, series) in sorted where series.kind == kind {
                series.write(label, key.dimensions.map { ($0[0], $0[1]) }, to: &text)
            }
        }
        return text
    }

    /// The series of that name and those dimensions: the same for all who ask.
    private func series<Made: Series>(
        _ label: String, _ dimensions: [(String, String)], _ make: () -> Made
    ) -> Made {
        let key = Key(
            label: Self.name(label), dimensions: dimensions.map { [Self.name($0.0), $0.1] })
        return state.withLock { state in
            if let found = state.series[key] as? Made { return found }
            let made = make()
            // A name that is already of another kind is counted for its owner, and not shown.
            if state.series[key] == nil { state.series[key] = made }
            return made
        }
    }

    /// Characters that names cannot have become underscores.
    private static func name(_ text: String) -> String {
        String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    private func remove(_ handler: AnyObject) {
        state.withLock { state in
            state.series = state.series.filter { $0.value !== handler }
        }
    }
}

extension MetricsRegistry: MetricsFactory {
    /// A counter.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, dimensions) { CounterSeries() }
    }

    /// A value that goes up and down.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, dimensions) { GaugeSeries() }
    }

    /// A value of which the last counts, or a summary of all.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate { return series(label, dimensions) { SummarySeries() } }
        return series(label, dimensions) { GaugeSeries() }
    }

    /// A histogram of durations, in seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, dimensions) { TimerSeries() }
    }

    /// Forgets it.
    public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }

    /// Forgets it.
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }

    /// Forgets it.
    public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }

    /// Forgets it.
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
}
