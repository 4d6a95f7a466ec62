/// One series that comes through swift-metrics.
protocol Series: AnyObject, Sendable {
    var kind: MetricsText.Kind { get }
    func write(_ name: String, _ labels: [(String, String)], to text: inout MetricsText)
}
