/// The connections of one loop.
struct ConnectionTable {
    private var slots: [Connection?] = []
    private var free: [UInt32] = []
    private var lastRegistration: UInt32 = 0
    private(set) var count = 0

    /// The connection of this id, if it lives.
    @inline(__always)
    func find(_ id: ConnectionID) -> Connection? {
        guard Int(id.slot) < slots.count, let connection = slots[Int(id.slot)],
            connection.id == id
        else { return nil }
        return connection
    }

    /// Makes a connection in a free place.
    mutating func insert(_ make: (ConnectionID) -> Connection) -> Connection {
        lastRegistration = lastRegistration == .max ? 1 : lastRegistration + 1
        let slot = free.popLast() ?? UInt32(slots.count)
        let connection = make(ConnectionID(slot: slot, registration: lastRegistration))
        if Int(slot) == slots.count {
            slots.append(connection)
        } else {
            slots[Int(slot)] = connection
        }
        count += 1
        return connection
    }

    /// Forgets a connection.
    mutating func remove(_ id: ConnectionID) {
        guard find(id) != nil else { return }
        slots[Int(id.slot)] = nil
        free.append(id.slot)
        count -= 1
    }

    /// All connections, in no order.
    var all: [Connection] {
        slots.compactMap { $0 }
    }
}
