/// The deadline of one connection. It is told the time, and never asks for it.
///
/// Instants are milliseconds of a clock that only goes forward.
package struct ConnectionClock {
    package private(set) var kind = DeadlineKind.none
    package private(set) var startedAt: Int64 = 0
    /// Bytes moved since the start, where a rate counts.
    private var bytes = 0
    /// What an idle peer has not taken of the answers that the system holds for it, as far as that
    /// is known; nil once it has taken all.
    private var undelivered: Int?
    private var lookedAt: Int64 = 0

    /// A clock that stands.
    package init() {}

    /// Starts another deadline.
    @inline(__always)
    package mutating func start(_ kind: DeadlineKind, at now: Int64) {
        self.kind = kind
        startedAt = now
        bytes = 0
        undelivered = kind == .idle ? Self.unknown : nil
        lookedAt = now
    }

    /// Some bytes of a body have come, or of the output have gone.
    @inline(__always)
    package mutating func noteProgress(_ count: Int) {
        bytes += count
    }

    /// The next instant at which `missed` has something to find; nil where no deadline runs.
    package func due(_ deadlines: DeadlineTable, at now: Int64) -> Int64? {
        switch kind {
        case .none:
            return nil
        case .body:
            // The rate counts once the grace is over, and is looked at every second from then on.
            let rateCheck = max(startedAt + deadlines.bodyRateGrace, now + 1000)
            return min(startedAt + deadlines.total(of: .body), rateCheck)
        case .idle where undelivered != nil:
            return min(
                startedAt + deadlines.total(of: .idle), lookedAt + deadlines.deliveryCheck)
        default:
            return startedAt + deadlines.total(of: kind)
        }
    }

    /// The deadline that is missed, if one is.
    ///
    /// - Parameter unsent: asks the system how much of the output it still holds.
    package mutating func missed(
        _ deadlines: DeadlineTable, at now: Int64, unsent: () -> Int
    ) -> DeadlineKind? {
        let elapsed = now - startedAt
        switch kind {
        case .none:
            return nil
        case .body:
            let isSlow =
                elapsed >= deadlines.bodyRateGrace
                && Int64(bytes) * 1000 < Int64(deadlines.bodyBytesPerSecond) * elapsed
            return isSlow || elapsed >= deadlines.total(of: .body) ? .body : nil
        case .writeStall:
            guard elapsed >= deadlines.total(of: .writeStall) else { return nil }
            if Int64(bytes) * 1000 < Int64(deadlines.writeBytesPerSecond) * elapsed {
                return .writeStall
            }
            start(.writeStall, at: now)
            return nil
        case .idle where elapsed < deadlines.total(of: .idle):
            return isTaking(deadlines, at: now, unsent: unsent) ? nil : .writeStall
        default:
            return elapsed >= deadlines.total(of: kind) ? kind : nil
        }
    }

    /// Whether an idle peer takes, at the least rate, what the system holds for it: small answers
    /// go there whole, so that no write ever tells that their peer has stalled.
    private mutating func isTaking(
        _ deadlines: DeadlineTable, at now: Int64, unsent: () -> Int
    ) -> Bool {
        guard let before = undelivered, now - lookedAt >= deadlines.deliveryCheck else {
            return true
        }
        let left = unsent()
        let elapsed = now - lookedAt
        undelivered = left == 0 ? nil : left
        lookedAt = now
        guard left > 0, before != Self.unknown else { return true }
        return Int64(before - left) * 1000 >= Int64(deadlines.writeBytesPerSecond) * elapsed
    }

    private static let unknown = Int.max
}
