/// How often one client may ask: a rate that lasts, and a burst at once.
public struct RateLimitPolicy: Sendable, Hashable {
    /// Requests …
    public let requests: Int
    /// … in so many seconds.
    public let seconds: Int
    /// Requests that a client that was silent may send at once.
    public let burst: Int

    /// The most that any of the numbers may be.
    public static let most = 1_000_000

    /// Nil where a number is not from 1 to `most`, or the time is longer than an hour.
    public init?(requests: Int, seconds: Int, burst: Int) {
        let numbers = 1...Self.most
        guard numbers.contains(requests), (1...3600).contains(seconds), numbers.contains(burst)
        else { return nil }
        self.requests = requests
        self.seconds = seconds
        self.burst = burst
    }

    /// Reads `50/s:100` (50 a second, 100 at once); `m` and `h` are minutes and hours. Without a
    /// burst it is as many as the rate. Nil for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let rate = parts[0].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, rate.count == 2, let requests = Self.number(rate[0]) else {
            return nil
        }
        let seconds: Int
        switch rate[1] {
        case "s": seconds = 1
        case "m": seconds = 60
        case "h": seconds = 3600
        default: return nil
        }
        guard let burst = parts.count == 2 ? Self.number(parts[1]) : requests else { return nil }
        self.init(requests: requests, seconds: seconds, burst: burst)
    }

    /// Digits alone: no sign, no blanks.
    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { $0 &- 0x30 < 10 } ? Int(text) : nil
    }

    /// The time in which one request is earned, in nanoseconds.
    var interval: Int64 { Int64(seconds) * 1_000_000_000 / Int64(requests) }
}
