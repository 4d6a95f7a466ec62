internal import Synchronization

/// A distribution that one loop adds to while anybody reads it.
struct DistributionCells: ~Copyable, Sendable {
    private let counts = InlineArray<18, Atomic<Int>> { _ in Atomic(0) }
    private let microseconds = Atomic(0)

    /// The shortest are the most frequent by far: they are found first.
    @inline(__always)
    borrowing func note(_ duration: Int64) {
        increment(counts[Self.range(of: duration)])
        increment(microseconds, by: Int(duration))
    }

    /// The bounds as constants in the code; a test holds them against `Distribution.bounds`.
    @inline(__always)
    static func range(of duration: Int64) -> Int {
        if duration <= 250 {
            return duration <= 50 ? (duration <= 25 ? 0 : 1) : duration <= 100 ? 2 : 3
        }
        return longRange(of: duration)
    }

    @inline(never)
    private static func longRange(of duration: Int64) -> Int {
        Distribution.bounds.firstIndex { duration <= $0 } ?? Distribution.bounds.count
    }

    borrowing func add(to sum: inout Distribution) {
        for index in 0..<18 { sum.counts[index] += counts[index].load(ordering: .relaxed) }
        sum.microseconds += microseconds.load(ordering: .relaxed)
    }
}
