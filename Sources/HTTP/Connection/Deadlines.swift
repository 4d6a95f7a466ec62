/// How long a peer may take. All but `idle` and `writeStall` are totals, so that a peer that drips
/// gains nothing. Each is tested at the deadline and one past it.
public struct Deadlines: Sendable, Hashable {
    /// From the connection to its first byte; it is closed silently then.
    public var firstByte: Duration = .seconds(10)
    /// From the first byte of a head to its last (408).
    public var head: Duration = .seconds(10)
    /// From the end of a head to the end of its body (408).
    public var body: Duration = .seconds(30)
    /// The rate a body has to keep on average, in bytes a second (408) …
    public var bodyBytesPerSecond = 500
    /// … once it has been coming for this long.
    public var bodyRateGrace: Duration = .seconds(5)
    /// How long a client may take nothing, or less than `writeBytesPerSecond` on average, of what is
    /// ready for it; the connection is reset then.
    public var writeStall: Duration = .seconds(30)
    /// The rate a client has to take its answers at, on average over `writeStall`.
    public var writeBytesPerSecond = 500
    /// From one response to the first byte of the next request; longer than the 60 s of common
    /// balancers, so that it is they who close.
    public var idle: Duration = .seconds(75)
    /// How long what a peer still sends is read and dropped after the last response.
    public var linger: Duration = .seconds(5)
    /// From the connection to the end of the TLS handshake.
    public var handshake: Duration = .seconds(10)
    /// At a graceful stop: from `drain()` to the cut of what is not finished.
    public var drain: Duration = .seconds(8)
    /// At a graceful stop: how long the listeners stay open, for who has connected and whose first bytes
    /// are under way.
    public var drainListening: Duration = .milliseconds(100)
    /// At a graceful stop: how long an idle connection is still listened to, for a request that
    /// crosses the stop on its way.
    public var drainIdle: Duration = .milliseconds(250)
    /// At a graceful stop: the same for an accepted connection that has never sent a request. Who has only
    /// just connected is about to.
    public var drainFirstByte: Duration = .seconds(2)

    /// The defaults.
    public init() {}
}
