internal import Synchronization

/// What a server has done so far, over all its loops.
public struct ServerCounters: Sendable, Hashable {
    /// Connections accepted.
    public var accepted = 0
    /// Connections open now.
    public var open = 0
    /// Responses begun, refusals included.
    public var responses = 0
    /// Requests the engine refused by itself.
    public var refused = 0
    /// Connections closed to make room for new ones.
    public var evicted = 0
    /// Connections reset because they took nothing of what was ready for them.
    public var stalled = 0
    /// Access lines dropped because they could not be written fast enough.
    public var droppedAccessLines = 0
}

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
