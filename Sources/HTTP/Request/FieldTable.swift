/// The memory a parser writes its field slots to: one for each event loop, used again for every
/// request, so that parsing allocates nothing.
package final class FieldTable {
    /// How many field lines a head may have.
    package let capacity: Int
    let slots: UnsafeMutablePointer<FieldSlot>

    /// Makes room for `capacity` field lines.
    package init(capacity: Int) {
        self.capacity = capacity
        slots = .allocate(capacity: max(capacity, 1))
    }

    deinit {
        slots.deallocate()
    }
}
