internal import Synchronization

/// The counters of one loop: only the loop writes, anybody reads.
final class LoopCounters: Sendable {
    private let accepted = Atomic(0)
    private let open = Atomic(0)
    private let responses = Atomic(0)
    private let refused = Atomic(0)
    private let evicted = Atomic(0)
    private let stalled = Atomic(0)

    func noteAccepted() {
        Self.increment(accepted)
        Self.increment(open)
    }

    func noteClosed() { Self.increment(open, by: -1) }

    @inline(__always)
    func noteResponses(_ count: Int) { Self.increment(responses, by: count) }

    func noteRefused() { Self.increment(refused) }

    func noteEvicted() { Self.increment(evicted) }

    func noteStalled() { Self.increment(stalled) }

    /// Adds these to a sum.
    func add(to sum: inout ServerCounters) {
        sum.accepted += accepted.load(ordering: .relaxed)
        sum.open += open.load(ordering: .relaxed)
        sum.responses += responses.load(ordering: .relaxed)
        sum.refused += refused.load(ordering: .relaxed)
        sum.evicted += evicted.load(ordering: .relaxed)
        sum.stalled += stalled.load(ordering: .relaxed)
    }

    /// A load and a store are enough, and cheaper than one locked addition: there is one writer.
    @inline(__always)
    private static func increment(_ counter: borrowing Atomic<Int>, by count: Int = 1) {
        counter.store(counter.load(ordering: .relaxed) + count, ordering: .relaxed)
    }
}
