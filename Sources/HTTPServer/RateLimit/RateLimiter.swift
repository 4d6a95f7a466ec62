internal import HTTP
internal import Synchronization

/// Counts the requests of each client, over all loops. Memory is bounded: 65,536 clients in 1 MB.
final class RateLimiter: Sendable {
    private static let shardCount = 16

    let limit: RateLimit
    private let exemptPaths: [[UInt8]]
    /// Clients are spread over several tables, so that loops seldom wait for each other.
    private let shards: InlineArray<16, Mutex<RateBuckets>>
    private let seed: UInt64

    init(_ limit: RateLimit) {
        self.limit = limit
        exemptPaths = limit.exemptPaths.map { Array($0.utf8) }
        var random = RandomBits()
        let seed = random.next()
        self.seed = seed
        shards = InlineArray { _ in Mutex(RateBuckets(limit.policy, rows: 512, seed: seed)) }
    }

    /// Counts one request. Nil where it is not limited: an exempt path, or a client without an
    /// address.
    func take(_ head: RequestHead, at microseconds: Int64) -> RateQuota? {
        guard !isExempt(head.path), let client = head.client(trusting: limit.trustedProxies) else {
            return nil
        }
        let subscriber = client.subscriber
        // Other bits than those by which a table finds its rows.
        let shard = Int(truncatingIfNeeded: ((subscriber ^ seed) &* 0x9e37_79b9_7f4a_7c15) >> 60)
        return shards[shard].withLock { $0.take(subscriber, at: microseconds * 1000) }
    }

    private func isExempt(_ path: UnsafeRawBufferPointer) -> Bool {
        exemptPaths.contains { $0.elementsEqual(path) }
    }
}
