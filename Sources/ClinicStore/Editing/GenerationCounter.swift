import Dispatch
import GRDB
import Synchronization

/// The number of the last public change, and those who wait for the next.
final class GenerationCounter: Sendable {
    private let number: Atomic<Int64>
    private let waiters = Mutex(Waiters())
    private let timers = DispatchQueue(label: "clinic.store.waiting")

    private struct Waiters: Sendable {
        var next = 0
        var list: [Int: (generation: Int64, wake: @Sendable () -> Void)] = [:]
    }

    init(_ number: Int64) {
        self.number = Atomic(number)
    }

    /// The number as the database has it.
    static func latest(_ db: Database) throws -> Int64 {
        try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(number) FROM change")) ?? 0
    }

    var value: Int64 { number.load(ordering: .acquiring) }

    /// Takes a newer number and wakes who waits for it. Of two threads that come at once, the one
    /// with the older number changes nothing.
    func advance(to newer: Int64) {
        guard number.max(newer, ordering: .acquiringAndReleasing).oldValue < newer else { return }
        let woken = waiters.withLock { waiters in
            let woken = waiters.list.filter { $0.value.generation < newer }
            for id in woken.keys { waiters.list[id] = nil }
            return woken.values.map(\.wake)
        }
        for wake in woken { wake() }
    }

    /// Calls back once when the number is past `generation` or the time is up.
    func whenPast(
        _ generation: Int64, within limit: Duration, _ wake: @escaping @Sendable () -> Void
    ) {
        let id = waiters.withLock { waiters -> Int? in
            guard value <= generation else { return nil }
            waiters.next += 1
            waiters.list[waiters.next] = (generation, wake)
            return waiters.next
        }
        guard let id else { return wake() }
        // A change between the check and the registration is not missed.
        if value > generation { return fire(id) }
        timers.asyncAfter(deadline: .now() + limit.dispatchInterval) { [self] in fire(id) }
    }

    private func fire(_ id: Int) {
        waiters.withLock { $0.list.removeValue(forKey: id) }?.wake()
    }
}
