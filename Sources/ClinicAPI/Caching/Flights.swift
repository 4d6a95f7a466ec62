import Synchronization

/// Equal reads under way: the first does the work, the others wait for what it finds.
final class Flights<Key: Hashable & Sendable, Result: Sendable>: Sendable {
    private let waiting = Mutex<[Key: [@Sendable (Result) -> Void]]>([:])

    /// Adds who waits; true for the first, who must see to it that `land` is called.
    func join(_ key: Key, _ waiter: @escaping @Sendable (Result) -> Void) -> Bool {
        waiting.withLock { waiting in
            let isFirst = waiting[key] == nil
            waiting[key, default: []].append(waiter)
            return isFirst
        }
    }

    /// Gives everyone who waits the result.
    func land(_ key: Key, _ result: Result) {
        let waiters = waiting.withLock { $0.removeValue(forKey: key) } ?? []
        for waiter in waiters { waiter(result) }
    }
}
