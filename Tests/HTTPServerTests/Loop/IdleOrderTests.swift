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

    @Test("One that is idle is found at once, though it has been for a moment only")
    func recent() {
        var order = IdleOrder()
        for slot in 1...3 as ClosedRange<UInt32> {
            order.append(id(slot), at: 1, live: 3) { _ in true }
        }
        // 1 is busy, 2 and 3 were until 12 and 10.
        let idleSince: [ConnectionID: Int64] = [id(2): 12, id(3): 10]
        var live: Set = [id(1), id(2), id(3)]
        for expected in [id(3), id(2), nil] {
            let found = order.popIdle(
                at: 20, idleSince: { idleSince[$0] }, isLive: { live.contains($0) })
            #expect(found == expected)
            if let found { live.remove(found) }
        }
    }
}
