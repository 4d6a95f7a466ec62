/// When a delivery that failed is tried again, and when it is given up.
public struct RetryPolicy: Sendable {
    /// From the first failure to the second attempt; later delays are in proportion.
    public var first: Duration
    /// No delay is longer, but for its jitter.
    public var longest = Duration.seconds(6 * 3600)
    /// A webhook that has failed for so long is disabled.
    public var patience = Duration.seconds(5 * 86_400)

    /// With the first delay of 5 s: 5 s, 30 s, 2 min, 15 min, 1 h, 3 h, 6 h, and 6 h each time.
    private static let growth = [1.0, 6, 24, 180, 720, 2160, 4320]
    /// The share by which a delay is shorter or longer, so that those who failed together do not all
    /// come back together.
    private static let jitter = 0.2

    /// The defaults.
    public init(first: Duration = .seconds(5)) {
        self.first = first
    }

    /// How long to wait.
    ///
    /// - Parameters:
    ///   - failures: in a row, at least 1.
    ///   - random: from 0 to 1.
    func delay(after failures: Int, random: Double) -> Duration {
        let step = min(max(failures, 1), Self.growth.count) - 1
        let delay = min(first * Self.growth[step], longest)
        return delay * (1 - Self.jitter + 2 * Self.jitter * random)
    }
}
