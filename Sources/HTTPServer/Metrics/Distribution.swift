internal import Synchronization

/// How long things took, counted in ranges.
public struct Distribution: Sendable, Hashable {
    /// The upper ends of the ranges, in microseconds; the last range has none.
    public static let bounds = [
        25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
        1_000_000, 2_500_000, 10_000_000,
    ]

    /// How many there were in each range, the last one included.
    public var counts = [Int](repeating: 0, count: bounds.count + 1)
    /// The sum of all, in microseconds.
    public var microseconds = 0

    /// Nothing yet.
    public init() {}

    mutating func add(_ other: Distribution) {
        for index in counts.indices { counts[index] += other.counts[index] }
        microseconds += other.microseconds
    }
}

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

/// A load and a store are enough, and cheaper than one locked addition: there is one writer.
@inline(__always)
func increment(_ counter: borrowing Atomic<Int>, by count: Int = 1) {
    counter.store(counter.load(ordering: .relaxed) &+ count, ordering: .relaxed)
}
