internal import HTTP
internal import Synchronization

/// The counters of one loop: only the loop writes, anybody reads. Counting takes no lock and
/// allocates nothing, but for the first response of a route.
final class LoopCounters: Sendable {
    private let accepted = Atomic(0)
    private let responses = Atomic(0)
    private let evicted = Atomic(0)
    private let stalled = Atomic(0)
    private let receivedBytes = Atomic(0)
    private let sentBytes = Atomic(0)
    private let connections = InlineArray<7, Atomic<Int>> { _ in Atomic(0) }
    private let refusals = InlineArray<12, Atomic<Int>> { _ in Atomic(0) }
    private let missedDeadlines = InlineArray<11, Atomic<Int>> { _ in Atomic(0) }
    private let handshakes = InlineArray<4, Atomic<Int>> { _ in Atomic(0) }
    private let failedHandshakes = Atomic(0)
    private let turns = DistributionCells()
    private let routes = RouteCounters()

    func noteAccepted(_ state: ConnectionState) {
        increment(accepted)
        increment(connections[state.rawValue])
    }

    /// A handshake is over.
    func note(_ handshake: TLSHandshake) { increment(handshakes[handshake.index]) }

    func noteHandshakeFailed() { increment(failedHandshakes) }

    func noteClosed(_ state: ConnectionState) { increment(connections[state.rawValue], by: -1) }

    func noteMove(from old: ConnectionState, to new: ConnectionState) {
        increment(connections[old.rawValue], by: -1)
        increment(connections[new.rawValue])
    }

    @inline(__always)
    func noteReceived(_ bytes: Int) { increment(receivedBytes, by: bytes) }

    @inline(__always)
    func noteSent(_ bytes: Int) { increment(sentBytes, by: bytes) }

    @inline(__always)
    func noteResponses(_ count: Int) { increment(responses, by: count) }

    /// A response is complete as far as the application is concerned.
    @inline(__always)
    func note(_ response: Response, took microseconds: Int64) {
        routes.note(response, took: microseconds)
    }

    func noteRefused(_ refusal: Refusal) { increment(refusals[refusal.reason.rawValue]) }

    func noteEvicted() { increment(evicted) }

    func noteMissed(_ deadline: DeadlineKind) {
        increment(missedDeadlines[Int(deadline.rawValue)])
        if deadline == .writeStall { increment(stalled) }
    }

    @inline(__always)
    func noteTurn(_ microseconds: Int64) { turns.note(microseconds) }

    /// Adds the totals to a sum.
    func add(to sum: inout ServerCounters) {
        sum.accepted += accepted.load(ordering: .relaxed)
        for state in ConnectionState.allCases { sum.open += count(state) }
        sum.responses += responses.load(ordering: .relaxed)
        for reason in Refusal.Reason.allCases { sum.refused += count(reason) }
        sum.evicted += evicted.load(ordering: .relaxed)
        sum.stalled += stalled.load(ordering: .relaxed)
    }

    /// Adds everything to a sum.
    func add(to sum: inout ServerMetrics) {
        add(to: &sum.counters)
        for state in ConnectionState.allCases { sum.connections[state, default: 0] += count(state) }
        for reason in Refusal.Reason.allCases { sum.refusals[reason, default: 0] += count(reason) }
        for deadline in DeadlineKind.allCases where deadline != .none {
            sum.missedDeadlines[deadline.label, default: 0] +=
                missedDeadlines[Int(deadline.rawValue)].load(ordering: .relaxed)
        }
        sum.receivedBytes += receivedBytes.load(ordering: .relaxed)
        sum.sentBytes += sentBytes.load(ordering: .relaxed)
        for handshake in TLSHandshake.allCases {
            sum.handshakes[handshake, default: 0] +=
                handshakes[handshake.index].load(ordering: .relaxed)
        }
        sum.failedHandshakes += failedHandshakes.load(ordering: .relaxed)
        turns.add(to: &sum.loopTurn)
        routes.add(to: &sum.routes)
    }

    private func count(_ state: ConnectionState) -> Int {
        connections[state.rawValue].load(ordering: .relaxed)
    }

    private func count(_ reason: Refusal.Reason) -> Int {
        refusals[reason.rawValue].load(ordering: .relaxed)
    }
}
