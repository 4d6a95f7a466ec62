/// Finds due connections without looking at the others.
///
/// A wheel of ticks; each holds the ids that are to be looked at then. An entry is a reminder, not
/// the deadline itself: a connection whose deadline has moved on meanwhile is entered again. So a
/// request costs no entry, and ten thousand idle connections cost nothing until their time comes.
struct DeadlineWheel {
    /// The length of a tick, in milliseconds.
    static let tick: Int64 = 64
    private static let size = 2048

    private var buckets = [[ConnectionID]](repeating: [], count: size)
    /// One bit for each bucket that is not empty.
    private var occupied = [UInt64](repeating: 0, count: size / 64)
    /// The last tick that was looked at.
    private var current: Int64

    init(now: Int64) {
        current = now / Self.tick
    }

    /// Enters a reminder.
    ///
    /// - Returns: the time it was entered for: not before `due`, except for what is farther away
    ///   than the wheel reaches.
    mutating func insert(_ id: ConnectionID, due: Int64) -> Int64 {
        let wanted = (due + Self.tick - 1) / Self.tick
        let tick = min(max(wanted, current + 1), current + Int64(Self.size) - 1)
        let bucket = Int(tick % Int64(Self.size))
        buckets[bucket].append(id)
        occupied[bucket / 64] |= 1 << UInt64(bucket % 64)
        return tick * Self.tick
    }

    /// Takes out all reminders up to a time.
    mutating func expire(upTo now: Int64) -> [ConnectionID] {
        let last = now / Self.tick
        var expired: [ConnectionID] = []
        while current < last {
            guard let next = nextOccupied(), next <= last else {
                current = last
                break
            }
            let bucket = Int(next % Int64(Self.size))
            expired += buckets[bucket]
            buckets[bucket] = []
            occupied[bucket / 64] &= ~(1 << UInt64(bucket % 64))
            current = next
        }
        return expired
    }

    /// When the next reminder is due; nil where there is none.
    var nextDue: Int64? {
        nextOccupied().map { $0 * Self.tick }
    }

    /// The first tick after the current one whose bucket holds something.
    private func nextOccupied() -> Int64? {
        let start = Int((current + 1) % Int64(Self.size))
        var word = start / 64
        var bits = occupied[word] & (~0 << UInt64(start % 64))
        for step in 0...occupied.count {
            if bits != 0 {
                let bucket = word * 64 + bits.trailingZeroBitCount
                let distance = (bucket - start + Self.size) % Self.size
                return current + 1 + Int64(distance)
            }
            word = (word + 1) % occupied.count
            bits = occupied[word]
            // The last look is at the part of the first word that lies before the start.
            if step == occupied.count - 1 { bits &= ~(~0 << UInt64(start % 64)) }
        }
        return nil
    }
}
