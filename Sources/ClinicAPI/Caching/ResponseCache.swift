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
        var epoch = 0
        var hits = 0
        var misses = 0

        mutating func empty(generation: Int64) {
            self.generation = generation
            entries = [:]
            order = []
            size = 0
        }
    }

    /// How it has been used.
    struct Usage: Sendable {
        let hits: Int
        let misses: Int
        let entries: Int
        let bytes: Int
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
                entry.key.matches(key), entry.response.validUntil.map({ $0 > now }) ?? true
            else { return nil }
            table.hits += 1
            return entry.response
        }
        guard let found else { return nil }
        found.isUsed.store(true, ordering: .relaxed)
        return found
    }

    /// Keeps an answer if it is of the current generation, and was made after the last `clear`.
    func insert(
        _ response: CachedResponse, for key: CacheKey.Copy, hash: Int, current: Int64, epoch: Int
    ) {
        guard response.generation == current, response.size <= capacity / 4 else { return }
        table.withLock { table in
            guard table.epoch == epoch else { return }
            if table.generation != current { table.empty(generation: current) }
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

    /// An answer has to be made that could have been here.
    func noteMiss() {
        table.withLock { $0.misses += 1 }
    }

    /// Forgets every answer, and takes only those of that epoch from now on.
    func clear(epoch: Int) {
        table.withLock { table in
            table.empty(generation: -1)
            table.epoch = epoch
        }
    }

    /// How it has been used so far.
    var usage: Usage {
        table.withLock {
            Usage(hits: $0.hits, misses: $0.misses, entries: $0.entries.count, bytes: $0.size)
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
