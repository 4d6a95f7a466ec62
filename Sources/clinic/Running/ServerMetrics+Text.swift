import ClinicAPI
import HTTP
import HTTPServer

extension ServerMetrics {
    /// Adds everything the engine measures.
    func write(to text: inout MetricsText) {
        writeRequests(to: &text)
        writeConnections(to: &text)
        text.family(
            "clinic_http_refusals_total", .counter, "Requests the engine refused by itself.")
        for reason in Refusal.Reason.allCases {
            text.sample(
                "clinic_http_refusals_total", [("reason", reason.label)],
                Double(refusals[reason] ?? 0))
        }
        text.single(
            "clinic_http_received_bytes_total", .counter, "Bytes received.", Double(receivedBytes))
        text.single("clinic_http_sent_bytes_total", .counter, "Bytes sent.", Double(sentBytes))
        text.single(
            "clinic_http_access_lines_dropped_total", .counter,
            "Access lines dropped because they could not be written fast enough.",
            Double(counters.droppedAccessLines))
        text.family(
            "clinic_http_loop_lag_seconds", .histogram,
            "How long one turn of an event loop took: what comes meanwhile waits so long at most.")
        text.histogram("clinic_http_loop_lag_seconds", [], loopTurn)
    }

    private func writeRequests(to text: inout MetricsText) {
        let sorted = routes.sorted { $0.key < $1.key }
        let total = "clinic_http_requests_total"
        text.family(total, .counter, "Requests answered, by route and class of status.")
        for (label, route) in sorted {
            for (index, count) in route.byClass.enumerated() where count > 0 {
                text.sample(
                    total, [("route", label), ("status", "\(index + 1)xx")], Double(count))
            }
        }
        let duration = "clinic_http_request_duration_seconds"
        text.family(
            duration, .histogram,
            "From the last bytes of a request to its answer; of a stream, to its end.")
        for (label, route) in sorted {
            text.histogram(duration, [("route", label)], route.duration)
        }
    }

    private func writeConnections(to text: inout MetricsText) {
        text.family(
            "clinic_http_connections", .gauge, "Open connections, by what they are busy with.")
        for state in ConnectionState.allCases {
            text.sample(
                "clinic_http_connections", [("state", "\(state)")],
                Double(connections[state] ?? 0))
        }
        text.single(
            "clinic_http_connections_accepted_total", .counter, "Connections accepted.",
            Double(counters.accepted))
        text.single(
            "clinic_http_connections_evicted_total", .counter,
            "Idle connections closed to make room for new ones.", Double(counters.evicted))
        let handshakesTotal = "clinic_tls_handshakes_total"
        text.family(
            handshakesTotal, .counter,
            "TLS handshakes, by version and whether a session was resumed.")
        for kind in TLSHandshake.allCases {
            text.sample(
                handshakesTotal,
                [("version", kind.version.label), ("resumed", "\(kind.isResumed)")],
                Double(handshakes[kind] ?? 0))
        }
        text.single(
            "clinic_tls_handshake_failures_total", .counter, "TLS handshakes that failed.",
            Double(failedHandshakes))
        text.family(
            "clinic_http_deadlines_missed_total", .counter,
            "Connections ended, or requests refused, because time was up.")
        for (deadline, count) in missedDeadlines.sorted(by: { $0.key < $1.key }) {
            text.sample(
                "clinic_http_deadlines_missed_total", [("deadline", deadline)], Double(count))
        }
    }
}

extension MetricsText {
    fileprivate mutating func histogram(
        _ name: String, _ labels: [(String, String)], _ distribution: Distribution
    ) {
        histogram(
            name, labels, bounds: Distribution.bounds, counts: distribution.counts,
            microseconds: distribution.microseconds)
    }
}
