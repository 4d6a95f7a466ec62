import Testing

@testable import HTTPServer

@Suite("Distribution")
struct DistributionTests {
    @Test("Each bound is the end of its range, and one more begins the next")
    func ranges() {
        for (index, bound) in Distribution.bounds.enumerated() {
            #expect(DistributionCells.range(of: Int64(bound)) == index)
            #expect(DistributionCells.range(of: Int64(bound) + 1) == index + 1)
        }
        #expect(DistributionCells.range(of: 0) == 0)
        #expect(DistributionCells.range(of: .max) == Distribution.bounds.count)
    }

    @Test("What is counted is found again")
    func counting() {
        let cells = DistributionCells()
        for duration in [10, 30, 30, 700, 20_000_000] as [Int64] { cells.note(duration) }
        var sum = Distribution()
        cells.add(to: &sum)
        #expect(sum.counts[0] == 1 && sum.counts[1] == 2 && sum.counts[5] == 1)
        #expect(sum.counts.last == 1 && sum.counts.reduce(0, +) == 5)
        #expect(sum.microseconds == 20_000_770)
    }
}
