import HTTP
import Synchronization

/// Ready answers of one generation of the library, bounded in bytes. May be used from any thread.
///
/// Looked up on raw bytes, without an allocation. Full, it gives up what was not used since it last
/// looked for room, oldest first.
final class ResponseCache: Sendable {
    private let capacity: Int
    private let table = Mutex(Table())

    private struct Table {
        var generation: Int64 = -1
        var entries: [Int: Entry] = [:]
        var order: [Int] = []
        var size = 0
    }

    private struct Entry {
        let key: CacheKey.Copy
        let response: CachedResponse
    }

    /// A cache of at most `capacity` bytes of answers; 0 keeps none.
    init(capacity: Int) {
        self.capacity = capacity
    }

    /// The ready answer of that generation, unless time has passed over it.
    func find(_ key: CacheKey, hash: Int, generation: Int64, now: HTTPDate) -> CachedResponse? {
        let found = table.withLock { table -> CachedResponse? in
            guard table.generation == generation, let entry = table.entries[hash],
                entry.key.matches(key)
            else { return nil }
            return entry.response
        }
        guard let found else { return nil }
        if let end = found.validUntil, end <= now { return nil }
        found.isUsed.store(true, ordering: .relaxed)
        return found
    }

    /// Keeps an answer if it is of the current generation.
    func insert(_ response: CachedResponse, for key: CacheKey.Copy, hash: Int, current: Int64) {
        guard response.generation == current, response.size <= capacity / 4 else { return }
        table.withLock { table in
            if table.generation != current { table = Table(generation: current) }
            if let old = table.entries.updateValue(
                Entry(key: key, response: response), forKey: hash)
            {
                table.size -= old.response.size
            } else {
                table.order.append(hash)
            }
            table.size += response.size
            while table.size > capacity { Self.makeRoom(&table) }
        }
    }

    /// Drops the oldest answer that was not used lately; used ones get a second chance.
    private static func makeRoom(_ table: inout Table) {
        guard !table.order.isEmpty else { return }
        let hash = table.order.removeFirst()
        guard let entry = table.entries[hash] else { return }
        if entry.response.isUsed.exchange(false, ordering: .relaxed) {
            table.order.append(hash)
        } else {
            table.size -= entry.response.size
            table.entries[hash] = nil
        }
    }
}
