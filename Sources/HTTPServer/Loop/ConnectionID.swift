/// Names a connection for as long as the loop runs: its place in the table, and a number that no
/// other connection at that place ever had. It travels beside the descriptor in epoll's own memory,
/// so that an event of a dead connection never reaches the one that has its descriptor now.
struct ConnectionID: Hashable, Sendable {
    let slot: UInt32
    let registration: UInt32

    init(slot: UInt32, registration: UInt32) {
        self.slot = slot
        self.registration = registration
    }

    /// As epoll keeps it.
    init(packed: UInt64) {
        slot = UInt32(truncatingIfNeeded: packed)
        registration = UInt32(truncatingIfNeeded: packed >> 32)
    }

    var packed: UInt64 {
        UInt64(registration) << 32 | UInt64(slot)
    }

    /// Connections have registrations from 1; 0 is for listeners, by their index, and for the
    /// descriptor that wakes the loop.
    static func listener(_ index: Int) -> ConnectionID {
        ConnectionID(slot: UInt32(index), registration: 0)
    }

    static let wake = ConnectionID(slot: .max, registration: 0)
}
