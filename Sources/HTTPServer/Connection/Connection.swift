internal import HTTP

/// One connection: what its loop remembers of it.
///
/// It has no behaviour of its own. It belongs to the loop that accepted it and never leaves its
/// thread; the loop's extensions say what happens to it.
final class Connection {
    let descriptor: Int32
    let id: ConnectionID
    let peer: PeerAddress
    /// What opens its input and seals its output; nil for a plain one.
    var tls: TLSSession?

    var machine: ConnectionMachine
    var clock = ConnectionClock()
    /// The time of the earliest reminder in the wheel that still counts.
    var reminderAt = Int64.max
    /// The events epoll is asked for, or will be.
    var interest: UInt32
    /// Whether epoll knows it.
    var isWatched = false

    /// Received, and not used yet: the start of a head, or requests that wait for their turn.
    var pending: [UInt8] = []
    /// Output that the peer has not taken.
    var output = OutputQueue()
    /// What metrics count it under.
    var countedState = ConnectionState.idle
    /// Whether the loop comes back to it without an event, for more requests in `pending`.
    var isScheduled = false
    /// What there is to remember while a request is not answered at once; nil otherwise.
    var late: LateRequest?

    init(
        descriptor: Int32, id: ConnectionID, peer: PeerAddress, tls: TLSSession?,
        machine: ConnectionMachine, interest: UInt32
    ) {
        self.descriptor = descriptor
        self.id = id
        self.peer = peer
        self.tls = tls
        self.machine = machine
        self.interest = interest
    }
}

extension Connection {
    /// Since when nothing is asked of the server; nil while something is.
    var idleSince: Int64? {
        switch machine.phase {
        case .idle, .handshake: hasOutput || !pending.isEmpty ? nil : clock.startedAt
        default: nil
        }
    }

    /// Whether there is output that the system has not taken.
    @inline(__always)
    var hasOutput: Bool { !output.isEmpty || (tls?.unsentBytes ?? 0) > 0 }
}
