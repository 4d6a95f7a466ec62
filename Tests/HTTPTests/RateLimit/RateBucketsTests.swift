import Testing

@testable import HTTP

@Suite("Token buckets")
struct RateBucketsTests {
    private static let second: Int64 = 1_000_000_000

    private func buckets(_ policy: String, rows: Int = 64) throws -> RateBuckets {
        RateBuckets(try #require(RateLimitPolicy(policy)), rows: rows, seed: 7)
    }

    @Test("A burst is allowed, one more is not, and one is earned after each interval")
    func burst() throws {
        var buckets = try buckets("2/s:3")
        let start = 5 * Self.second
        #expect((0..<3).map { _ in buckets.take(1, at: start).remaining } == [2, 1, 0])
        let refused = buckets.take(1, at: start)
        #expect(!refused.isAllowed && refused.retryAfterSeconds == 1)
        // One is earned in half a second, and not a nanosecond before.
        #expect(!buckets.take(1, at: start + Self.second / 2 - 1).isAllowed)
        #expect(buckets.take(1, at: start + Self.second / 2).isAllowed)
        #expect(!buckets.take(1, at: start + Self.second / 2).isAllowed)
        // After a silence it is full again, and no more than full.
        let later = start + 100 * Self.second
        #expect(
            (0..<4).map { _ in buckets.take(1, at: later).isAllowed } == [true, true, true, false])
    }

    @Test("A quota tells burst, window, what remains and when all is earned again")
    func quota() throws {
        var buckets = try buckets("1/m:2")
        #expect(
            buckets.take(1, at: 0)
                == RateQuota(
                    burst: 2, windowSeconds: 120, remaining: 1, resetSeconds: 60,
                    retryAfterSeconds: 0))
        _ = buckets.take(1, at: 0)
        #expect(
            buckets.take(1, at: 30 * Self.second)
                == RateQuota(
                    burst: 2, windowSeconds: 120, remaining: 0, resetSeconds: 90,
                    retryAfterSeconds: 30))
    }

    @Test("Being refused costs nothing: who waits as long as told is allowed")
    func refusalsAreFree() throws {
        var buckets = try buckets("1/s:1")
        _ = buckets.take(1, at: 0)
        for _ in 0..<1000 { #expect(buckets.take(1, at: 1).retryAfterSeconds == 1) }
        #expect(buckets.take(1, at: Self.second).isAllowed)
    }

    @Test("Clients do not spend each other's tokens")
    func apart() throws {
        var buckets = try buckets("1/s:1")
        for client in 0..<20 as Range<UInt64> { #expect(buckets.take(client, at: 9).isAllowed) }
        for client in 0..<20 as Range<UInt64> { #expect(!buckets.take(client, at: 9).isAllowed) }
    }

    @Test("Where there are more clients than places the one nearest to full starts anew")
    func eviction() throws {
        var buckets = try buckets("1/h:10", rows: 1)
        // The first has spent most; the other seven one token each.
        for _ in 0..<10 { _ = buckets.take(1, at: 0) }
        for client in 2...8 as ClosedRange<UInt64> { _ = buckets.take(client, at: 0) }
        // A hundred others come by; none of them is refused, and the first is not forgotten.
        for client in 100..<200 as Range<UInt64> {
            #expect(buckets.take(client, at: 1).isAllowed)
        }
        #expect(!buckets.take(1, at: 2).isAllowed)
    }

    @Test("A clock that jumps back refuses nobody for longer than a window")
    func clockJump() throws {
        var buckets = try buckets("1/s:2")
        for _ in 0..<3 { _ = buckets.take(1, at: 1_000_000 * Self.second) }
        #expect(buckets.take(1, at: 0).retryAfterSeconds <= 2)
        #expect(buckets.take(1, at: 2 * Self.second).isAllowed)
    }
}
