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
