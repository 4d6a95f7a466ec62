/// Which of the deadlines runs.
package enum DeadlineKind: UInt8, Hashable {
    case none, handshake, firstByte, head, body, discard, writeStall, idle, drainIdle, linger
}

/// The deadline of one connection. It is told the time, and never asks for it.
///
/// Instants are milliseconds of a clock that only goes forward.
package struct ConnectionClock {
    package private(set) var kind = DeadlineKind.none
    package private(set) var startedAt: Int64 = 0
    /// Bytes moved since the start, where a rate counts.
    private var bytes = 0

    /// A clock that stands.
    package init() {}

    /// Starts another deadline.
    @inline(__always)
    package mutating func start(_ kind: DeadlineKind, at now: Int64) {
        self.kind = kind
        startedAt = now
        bytes = 0
    }

    /// Some bytes of a body have come, or of the output have gone.
    @inline(__always)
    package mutating func noteProgress(_ count: Int) {
        bytes += count
    }

    /// The next instant at which `check` has something to find; nil where no deadline runs.
    package func due(_ deadlines: DeadlineTable, at now: Int64) -> Int64? {
        switch kind {
        case .none:
            return nil
        case .body:
            // The rate counts once the grace is over, and is looked at every second from then on.
            let rateCheck = max(startedAt + deadlines.bodyRateGrace, now + 1000)
            return min(startedAt + deadlines.total(of: .body), rateCheck)
        default:
            return startedAt + deadlines.total(of: kind)
        }
    }

    /// Whether the deadline is missed.
    package mutating func isMissed(_ deadlines: DeadlineTable, at now: Int64) -> Bool {
        let elapsed = now - startedAt
        switch kind {
        case .none:
            return false
        case .body:
            if elapsed >= deadlines.total(of: .body) { return true }
            return elapsed >= deadlines.bodyRateGrace
                && Int64(bytes) * 1000 < Int64(deadlines.bodyBytesPerSecond) * elapsed
        case .writeStall:
            guard elapsed >= deadlines.total(of: .writeStall) else { return false }
            if Int64(bytes) * 1000 < Int64(deadlines.writeBytesPerSecond) * elapsed { return true }
            start(.writeStall, at: now)
            return false
        default:
            return elapsed >= deadlines.total(of: kind)
        }
    }
}
