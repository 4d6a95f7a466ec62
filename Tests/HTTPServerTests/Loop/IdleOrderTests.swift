import Testing

@testable import HTTPServer

@Suite("Idle order")
struct IdleOrderTests {
    private func id(_ slot: UInt32) -> ConnectionID {
        ConnectionID(slot: slot, registration: 1)
    }

    @Test("The longest idle comes first; the busy and the dead are passed over")
    func order() {
        var order = IdleOrder()
        for slot in 1...4 as ClosedRange<UInt32> {
            order.append(id(slot), at: Int64(slot), live: 4) { _ in true }
        }
        // 1 is dead, 2 is busy, 3 was busy until 10, 4 has been idle all the time.
        let idleSince: [ConnectionID: Int64] = [id(3): 10, id(4): 4]
        let isLive: (ConnectionID) -> Bool = { $0 != id(1) }
        #expect(order.popIdle(at: 20, idleSince: { idleSince[$0] }, isLive: isLive) == id(4))
        #expect(order.popIdle(at: 20, idleSince: { idleSince[$0] }, isLive: isLive) == id(3))
        #expect(order.popIdle(at: 20, idleSince: { _ in nil }, isLive: isLive) == nil)
        #expect(order.popIdle(at: 30, idleSince: { _ in 20 }, isLive: isLive) == id(2))
        #expect(order.popIdle(at: 30, idleSince: { _ in 20 }, isLive: isLive) == nil)
    }
}
