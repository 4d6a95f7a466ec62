/// The deadlines as milliseconds.
package struct DeadlineTable: Sendable {
    let bodyRateGrace: Int64
    let bodyBytesPerSecond: Int
    let writeBytesPerSecond: Int
    /// How often an idle connection is asked whether it takes its answers: two looks within the
    /// deadline of a write.
    let deliveryCheck: Int64
    /// How long a stopping server waits for requests in flight.
    package let drain: Int64
    /// How long it still listens.
    package let drainListening: Int64
    private let totals: [Int64]

    /// Rounds each up to a millisecond.
    package init(_ deadlines: Deadlines) {
        bodyRateGrace = Self.milliseconds(deadlines.bodyRateGrace)
        bodyBytesPerSecond = deadlines.bodyBytesPerSecond
        writeBytesPerSecond = deadlines.writeBytesPerSecond
        deliveryCheck = max(Self.milliseconds(deadlines.writeStall) / 2, 1)
        drain = Self.milliseconds(deadlines.drain)
        drainListening = Self.milliseconds(deadlines.drainListening)
        let durations: [Duration] = [
            .zero, deadlines.handshake, deadlines.firstByte, deadlines.head, deadlines.body,
            deadlines.body, deadlines.writeStall, deadlines.idle, deadlines.drainIdle,
            deadlines.linger, deadlines.drainFirstByte,
        ]
        totals = durations.map(Self.milliseconds)
    }

    func total(of kind: DeadlineKind) -> Int64 {
        totals[Int(kind.rawValue)]
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return max(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000, 1)
    }
}
