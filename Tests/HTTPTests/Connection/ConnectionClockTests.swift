import Testing

@testable import HTTP

@Suite("Connection clock, told the time by hand")
struct ConnectionClockTests {
    private let deadlines = DeadlineTable(Deadlines())

    @Test(
        "A total is missed at its end, and not before",
        arguments: [
            (DeadlineKind.firstByte, 10_000), (.head, 10_000), (.discard, 30_000), (.idle, 75_000),
            (.linger, 5_000), (.drainIdle, 250), (.handshake, 10_000), (.writeStall, 30_000),
        ] as [(DeadlineKind, Int64)])
    func total(kind: DeadlineKind, milliseconds: Int64) {
        var clock = ConnectionClock()
        clock.start(kind, at: 1000)
        #expect(clock.due(deadlines, at: 1000) == 1000 + milliseconds)
        let early = clock.isMissed(deadlines, at: 1000 + milliseconds - 1)
        let late = clock.isMissed(deadlines, at: 1000 + milliseconds)
        #expect(!early)
        #expect(late)
    }

    @Test("A clock that stands misses nothing")
    func none() {
        var clock = ConnectionClock()
        let isMissed = clock.isMissed(deadlines, at: .max / 2)
        #expect(!isMissed)
        #expect(clock.due(deadlines, at: 0) == nil)
    }

    @Test("A body keeps its rate, or is late after the grace")
    func bodyRate() {
        var clock = ConnectionClock()
        clock.start(.body, at: 0)
        #expect(clock.due(deadlines, at: 0) == 5000)
        clock.noteProgress(2500)
        var isMissed = clock.isMissed(deadlines, at: 5000)
        #expect(!isMissed)
        #expect(clock.due(deadlines, at: 5000) == 6000)
        isMissed = clock.isMissed(deadlines, at: 5001)
        #expect(isMissed)
        clock.noteProgress(1_000_000)
        isMissed = clock.isMissed(deadlines, at: 29_999)
        #expect(!isMissed)
        isMissed = clock.isMissed(deadlines, at: 30_000)
        #expect(isMissed)
    }

    @Test("A peer that takes its answer at the least rate is given another period")
    func writeRate() {
        var clock = ConnectionClock()
        clock.start(.writeStall, at: 0)
        clock.noteProgress(15_000)
        var isMissed = clock.isMissed(deadlines, at: 30_000)
        #expect(!isMissed)
        #expect(clock.due(deadlines, at: 30_000) == 60_000)
        clock.noteProgress(14_999)
        isMissed = clock.isMissed(deadlines, at: 60_000)
        #expect(isMissed)
    }
}
