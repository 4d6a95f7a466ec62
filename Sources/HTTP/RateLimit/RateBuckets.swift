/// The token buckets of many clients in a fixed amount of memory: nothing is allocated after `init`.
///
/// A bucket is one instant, the time at which it will be full again (the generic cell rate algorithm,
/// ITU-T I.371). Places are found by a hash with a seed of the process, eight to a row. Where a row
/// is taken, the bucket nearest to full gives way, and a full one loses nothing. So a client that
/// comes from very many addresses can make others start anew, never be refused.
package struct RateBuckets {
    private struct Bucket {
        var client: UInt64 = 0
        var fullAt = Int64.min
    }

    private static let rowLength = 8
    private var buckets: [Bucket]
    private let seed: UInt64
    private let policy: RateLimitPolicy
    private let interval: Int64

    /// Room for `rows` times eight clients.
    ///
    /// - Parameters:
    ///   - rows: a power of two.
    ///   - seed: random, so that nobody outside can choose who shares a row with whom.
    package init(_ policy: RateLimitPolicy, rows: Int, seed: UInt64) {
        precondition(rows > 0 && rows & (rows - 1) == 0, "a power of two")
        self.policy = policy
        self.seed = seed
        interval = policy.interval
        buckets = Array(repeating: Bucket(), count: rows * Self.rowLength)
    }

    /// Takes one token out of a client's bucket, if there is one.
    ///
    /// - Parameter now: in nanoseconds of a clock that only goes forward.
    package mutating func take(_ client: UInt64, at now: Int64) -> RateQuota {
        let place = place(of: client)
        let size = interval * Int64(policy.burst)
        var fullAt = buckets[place].client == client ? buckets[place].fullAt : now
        // The bucket is never more than full; nor emptier than empty, should the clock have jumped.
        fullAt = min(max(fullAt, now), now + size)
        let wait = fullAt + interval - now - size
        if wait <= 0 { fullAt += interval }
        buckets[place] = Bucket(client: client, fullAt: fullAt)
        return RateQuota(
            burst: UInt32(clamping: policy.burst), windowSeconds: Self.seconds(size),
            remaining: UInt32(clamping: (size - (fullAt - now)) / interval),
            resetSeconds: Self.seconds(fullAt - now), retryAfterSeconds: Self.seconds(wait))
    }

    /// The client's own place, or that of the bucket in its row that is nearest to full.
    private func place(of client: UInt64) -> Int {
        let rows = buckets.count / Self.rowLength
        let row = Int(truncatingIfNeeded: mixed(client)) & (rows - 1)
        let first = row * Self.rowLength
        var best = first
        for place in first..<first + Self.rowLength {
            if buckets[place].client == client { return place }
            if buckets[place].fullAt < buckets[best].fullAt { best = place }
        }
        return best
    }

    /// The finalizer of SplitMix64.
    private func mixed(_ client: UInt64) -> UInt64 {
        var bits = client ^ seed
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    /// Rounded up, not below 0.
    private static func seconds(_ nanoseconds: Int64) -> UInt32 {
        UInt32(clamping: (max(nanoseconds, 0) + 999_999_999) / 1_000_000_000)
    }
}
