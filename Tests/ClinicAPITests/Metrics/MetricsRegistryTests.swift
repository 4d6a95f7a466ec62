import Metrics
import Testing

@testable import ClinicAPI

@Suite("Metrics as text")
struct MetricsRegistryTests {
    private func text(_ registry: MetricsRegistry) -> String {
        String(decoding: registry.text().bytes, as: UTF8.self)
    }

    @Test("What comes through swift-metrics is told, each family once")
    func factory() {
        let registry = MetricsRegistry()
        for reason in ["b", "a"] {
            Counter(label: "failures.total", dimensions: [("why", reason)], factory: registry)
                .increment(by: 2)
        }
        Counter(label: "failures.total", dimensions: [("why", "a")], factory: registry).increment()
        Gauge(label: "level", factory: registry).record(2.5)
        Meter(label: "meter", factory: registry).increment(by: 3)
        Recorder(label: "sizes", factory: registry).record(7)
        #expect(
            text(registry) == """
                # HELP failures_total From swift-metrics.
                # TYPE failures_total counter
                failures_total{why="a"} 3
                failures_total{why="b"} 2
                # HELP level From swift-metrics.
                # TYPE level gauge
                level 2.5
                # HELP meter From swift-metrics.
                # TYPE meter gauge
                meter 3
                # HELP sizes From swift-metrics.
                # TYPE sizes summary
                sizes_sum 7
                sizes_count 1

                """)
    }

    @Test("A timer is a histogram in seconds, its ranges adding up")
    func timer() {
        let registry = MetricsRegistry()
        let timer = Metrics.Timer(label: "t", factory: registry)
        // The end of the first range, one past it, and one beyond the last.
        for duration in [50_000, 50_001, 9_000_000_000] as [Int64] {
            timer.recordNanoseconds(duration)
        }
        let lines = text(registry).split(separator: "\n")
        #expect(lines.contains("t_bucket{le=\"5e-05\"} 1"))
        #expect(lines.contains("t_bucket{le=\"0.0001\"} 2"))
        #expect(lines.contains("t_bucket{le=\"2.5\"} 2"))
        #expect(lines.contains("t_bucket{le=\"+Inf\"} 3"))
        #expect(lines.contains("t_sum 9.0001"))
        #expect(lines.contains("t_count 3"))
    }

    @Test("A metric that is destroyed is told no more, and a name of two kinds is of the first")
    func lifetime() {
        let registry = MetricsRegistry()
        let counter = Counter(label: "c", factory: registry)
        counter.increment()
        Gauge(label: "c", factory: registry).record(9)
        #expect(text(registry).hasSuffix("# TYPE c counter\nc 1\n"))
        counter.destroy()
        #expect(text(registry).isEmpty)
    }

    @Test("Values of labels and numbers are written so that they can be read")
    func escaping() {
        var text = MetricsText()
        text.sample("m", [("a", "x\"y\\z\nw")], .infinity)
        text.sample("m", [], -.infinity)
        text.sample("m", [], .nan)
        text.sample("m", [], 1e18)
        text.family("m", .gauge, "a\nb")
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == #"""
                m{a="x\"y\\z\nw"} +Inf
                m -Inf
                m NaN
                m 1000000000000000000
                # HELP m a\nb
                # TYPE m gauge

                """#)
    }
}
