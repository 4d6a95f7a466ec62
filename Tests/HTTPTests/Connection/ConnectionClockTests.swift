import Testing

@testable import HTTP

@Suite("Connection clock, told the time by hand")
struct ConnectionClockTests {
    private let deadlines = DeadlineTable(Deadlines())

    /// What a clock finds; the system holds `unsent` bytes.
    private func missed(
        _ clock: inout ConnectionClock, at now: Int64, unsent: Int = 0
    ) -> DeadlineKind? {
        clock.missed(deadlines, at: now) { unsent }
    }

    @Test(
        "A total is missed at its end, and not before",
        arguments: [
            (DeadlineKind.firstByte, 10_000), (.head, 10_000), (.discard, 30_000),
            (.linger, 5_000), (.drainIdle, 250), (.drainFirstByte, 2_000), (.handshake, 10_000),
            (.writeStall, 30_000),
        ] as [(DeadlineKind, Int64)])
    func total(kind: DeadlineKind, milliseconds: Int64) {
        var clock = ConnectionClock()
        clock.start(kind, at: 1000)
        #expect(clock.due(deadlines, at: 1000) == 1000 + milliseconds)
        #expect(missed(&clock, at: 1000 + milliseconds - 1) == nil)
        #expect(missed(&clock, at: 1000 + milliseconds) == kind)
    }

    @Test("A clock that stands misses nothing")
    func none() {
        var clock = ConnectionClock()
        #expect(missed(&clock, at: .max / 2) == nil)
        #expect(clock.due(deadlines, at: 0) == nil)
    }

    @Test("An idle peer is asked once whether it has taken its answers, and then left alone")
    func idle() {
        var clock = ConnectionClock()
        clock.start(.idle, at: 0)
        #expect(clock.due(deadlines, at: 0) == 15_000)
        #expect(missed(&clock, at: 14_999, unsent: 9) == nil)
        #expect(missed(&clock, at: 15_000) == nil)
        #expect(clock.due(deadlines, at: 15_000) == 75_000)
        #expect(missed(&clock, at: 74_999) == nil)
        #expect(missed(&clock, at: 75_000) == .idle)
    }

    @Test(
        "An idle peer that takes less than the least rate of its answers has stalled",
        arguments: [
            (100_000, DeadlineKind.writeStall), (92_501, .writeStall), (92_500, nil), (0, nil),
        ]
            as [(Int, DeadlineKind?)])
    func undelivered(left: Int, expected: DeadlineKind?) {
        var clock = ConnectionClock()
        clock.start(.idle, at: 0)
        #expect(missed(&clock, at: 15_000, unsent: 100_000) == nil)
        #expect(clock.due(deadlines, at: 15_000) == 30_000)
        #expect(missed(&clock, at: 30_000, unsent: left) == expected)
    }

    @Test("A body keeps its rate, or is late after the grace")
    func bodyRate() {
        var clock = ConnectionClock()
        clock.start(.body, at: 0)
        #expect(clock.due(deadlines, at: 0) == 5000)
        clock.noteProgress(2500)
        #expect(missed(&clock, at: 5000) == nil)
        #expect(clock.due(deadlines, at: 5000) == 6000)
        #expect(missed(&clock, at: 5001) == .body)
        clock.noteProgress(1_000_000)
        #expect(missed(&clock, at: 29_999) == nil)
        #expect(missed(&clock, at: 30_000) == .body)
    }

    @Test("A peer that takes its answer at the least rate is given another period")
    func writeRate() {
        var clock = ConnectionClock()
        clock.start(.writeStall, at: 0)
        clock.noteProgress(15_000)
        #expect(missed(&clock, at: 30_000) == nil)
        #expect(clock.due(deadlines, at: 30_000) == 60_000)
        clock.noteProgress(14_999)
        #expect(missed(&clock, at: 60_000) == .writeStall)
    }
}
