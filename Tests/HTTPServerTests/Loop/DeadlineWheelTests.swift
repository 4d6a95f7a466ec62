import Testing

@testable import HTTPServer

@Suite("Deadline wheel")
struct DeadlineWheelTests {
    private func id(_ slot: UInt32) -> ConnectionID {
        ConnectionID(slot: slot, registration: 1)
    }

    @Test(
        "A reminder comes not before its time, and at most a tick after it",
        arguments: [1, 63, 64, 65, 1000, 75_000] as [Int64])
    func exactness(due: Int64) {
        var wheel = DeadlineWheel(now: 1_000_000)
        let entered = wheel.insert(id(1), due: 1_000_000 + due)
        #expect(entered >= 1_000_000 + due)
        #expect(entered < 1_000_000 + due + 2 * DeadlineWheel.tick)
        #expect(wheel.nextDue == entered)
        #expect(wheel.expire(upTo: entered - 1).isEmpty)
        #expect(wheel.expire(upTo: entered) == [id(1)])
        #expect(wheel.nextDue == nil)
    }

    @Test("Reminders come in order of time, whatever the order they were entered in")
    func order() {
        var wheel = DeadlineWheel(now: 0)
        for slot in [3, 1, 2] as [UInt32] { _ = wheel.insert(id(slot), due: Int64(slot) * 1000) }
        #expect(wheel.expire(upTo: 2500) == [id(1), id(2)])
        #expect(wheel.expire(upTo: 10_000) == [id(3)])
    }

    @Test("What is farther than the wheel reaches comes early, to be entered again")
    func horizon() {
        var wheel = DeadlineWheel(now: 0)
        let entered = wheel.insert(id(1), due: 10_000_000)
        #expect(entered < 10_000_000)
        #expect(wheel.expire(upTo: entered) == [id(1)])
    }

    @Test("A long sleep loses nothing")
    func sleep() {
        var wheel = DeadlineWheel(now: 0)
        for slot in 0..<100 as Range<UInt32> { _ = wheel.insert(id(slot), due: Int64(slot) * 977) }
        #expect(wheel.expire(upTo: 10_000_000).count == 100)
        _ = wheel.insert(id(7), due: 10_000_100)
        #expect(wheel.expire(upTo: 10_000_200) == [id(7)])
    }

    @Test("Every tick of several rounds is found")
    func rounds() {
        var wheel = DeadlineWheel(now: 0)
        var now: Int64 = 0
        for step in 0..<5000 as Range<Int64> {
            let due = now + 1 + (step * 7919) % 100_000
            let entered = wheel.insert(id(1), due: due)
            #expect(wheel.nextDue == entered)
            #expect(wheel.expire(upTo: entered) == [id(1)])
            now = entered
        }
    }
}
