public import HTTP

/// What a server measures, over all its loops: a copy as of one instant.
public struct ServerMetrics: Sendable, Hashable {
    /// What has been answered under one route label.
    public struct Route: Sendable, Hashable {
        /// Responses by the first digit of their status, from 1xx to 5xx.
        public var byClass = [Int](repeating: 0, count: 5)
        /// From the first byte of a request's last part to its response; of a stream, to its end.
        public var duration = Distribution()
    }

    /// The totals.
    public var counters = ServerCounters()
    /// Responses by route label.
    public var routes: [String: Route] = [:]
    /// Open connections by what they are busy with.
    public var connections: [ConnectionState: Int] = [:]
    /// What the engine refused by itself.
    public var refusals: [Refusal.Reason: Int] = [:]
    /// Connections ended, or requests refused, because time was up, by the name of the deadline.
    public var missedDeadlines: [String: Int] = [:]
    /// TLS handshakes that came to their end.
    public var handshakes: [TLSHandshake: Int] = [:]
    /// Those that failed: nothing was agreed on, or it was no TLS. One that took too long is a missed
    /// deadline.
    public var failedHandshakes = 0
    /// Bytes received from peers.
    public var receivedBytes = 0
    /// Bytes the system took for peers.
    public var sentBytes = 0
    /// How long one turn of a loop took: what comes meanwhile waits so long at most.
    public var loopTurn = Distribution()

    /// Nothing yet.
    public init() {}

    /// Adds what another server of the same program has done.
    public mutating func add(_ other: ServerMetrics) {
        counters.add(other.counters)
        for (label, route) in other.routes {
            for index in route.byClass.indices {
                routes[label, default: Route()].byClass[index] += route.byClass[index]
            }
            routes[label, default: Route()].duration.add(route.duration)
        }
        connections.merge(other.connections, uniquingKeysWith: +)
        refusals.merge(other.refusals, uniquingKeysWith: +)
        missedDeadlines.merge(other.missedDeadlines, uniquingKeysWith: +)
        handshakes.merge(other.handshakes, uniquingKeysWith: +)
        failedHandshakes += other.failedHandshakes
        receivedBytes += other.receivedBytes
        sentBytes += other.sentBytes
        loopTurn.add(other.loopTurn)
    }
}

extension ServerCounters {
    fileprivate mutating func add(_ other: ServerCounters) {
        accepted += other.accepted
        open += other.open
        responses += other.responses
        refused += other.refused
        evicted += other.evicted
        stalled += other.stalled
        droppedAccessLines += other.droppedAccessLines
    }
}
