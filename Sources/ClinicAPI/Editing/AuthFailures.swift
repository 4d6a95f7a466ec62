import Metrics

/// Counts requests that were not let in, by why.
struct AuthFailures: Sendable {
    private let missing: Counter
    private let invalid: Counter
    private let forbidden: Counter

    init(_ factory: any MetricsFactory) {
        func counter(_ reason: String) -> Counter {
            Counter(
                label: "clinic_auth_failures_total", dimensions: [("reason", reason)],
                factory: factory)
        }
        missing = counter("missing")
        invalid = counter("invalid")
        forbidden = counter("forbidden")
    }

    /// A request had no bearer token.
    func noteMissing() { missing.increment() }

    /// A token is unknown, was revoked or has expired.
    func noteInvalid() { invalid.increment() }

    /// A token does not allow what was asked.
    func noteForbidden() { forbidden.increment() }
}
