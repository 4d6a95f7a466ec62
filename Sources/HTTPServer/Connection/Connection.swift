internal import CLinux
internal import Glibc
internal import HTTP

/// One connection: what its loop remembers of it.
///
/// It has no behaviour of its own. It belongs to the loop that accepted it and never leaves its
/// thread; the loop's extensions say what happens to it. No part of it is asked for while it is
/// changed, so the checks of exclusive access that Swift makes as the program runs are off.
final class Connection {
    let descriptor: Int32
    let id: ConnectionID
    let peer: PeerAddress
    /// What opens its input and seals its output; nil for a plain one.
    @exclusivity(unchecked) var tls: TLSSession?

    let machine: ConnectionMachine
    @exclusivity(unchecked) var clock = ConnectionClock()
    /// The time of the earliest reminder in the wheel that still counts.
    @exclusivity(unchecked) var reminderAt = Int64.max
    /// The events epoll is asked for, or will be.
    @exclusivity(unchecked) var interest: UInt32
    /// Whether epoll knows it.
    @exclusivity(unchecked) var isWatched = false

    /// Received, and not used yet: the start of a head, or requests that wait for their turn.
    @exclusivity(unchecked) var pending: [UInt8] = []
    /// Output that the peer has not taken.
    @exclusivity(unchecked) var output = OutputQueue()
    /// What metrics count it under.
    @exclusivity(unchecked) var countedState = ConnectionState.idle
    /// Whether the loop comes back to it without an event, for more requests in `pending`.
    @exclusivity(unchecked) var isScheduled = false
    /// What there is to remember while a request is not answered at once; nil otherwise.
    @exclusivity(unchecked) var late: LateRequest?

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

    /// Whether something of the peer lies in the system: a request that has come is no idleness,
    /// though its turn has not.
    var hasUnread: Bool {
        var count: Int32 = 0
        return ioctl(descriptor, UInt(FIONREAD), &count) == 0 && count > 0
    }
}
