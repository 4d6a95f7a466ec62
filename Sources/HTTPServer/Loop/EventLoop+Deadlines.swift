internal import CLinux
internal import Glibc
internal import HTTP
internal import Logging

/// How time ends connections.
extension EventLoop {
    /// Starts the deadline that governs the connection now.
    @inline(__always)
    mutating func startDeadline(_ kind: DeadlineKind, of connection: Connection) {
        connection.clock.start(kind, at: now)
        remind(connection)
    }

    /// Enters a reminder, unless an earlier one is there already.
    @inline(__always)
    private mutating func remind(_ connection: Connection) {
        guard let due = connection.clock.due(setup.deadlines, at: now),
            due < connection.reminderAt - DeadlineWheel.tick
        else { return }
        connection.reminderAt = wheel.insert(connection.id, due: due)
    }

    /// Looks at all connections whose time may have come.
    mutating func expireDeadlines() {
        if case .pausedUntil(let time) = acceptance, time <= now { resumeAccepting() }
        if stopAt <= now { cutTheRest() }
        for id in wheel.expire(upTo: now) {
            // A reminder that was overtaken by an earlier one finds the connection's time later.
            guard let connection = connections.find(id), connection.reminderAt <= now else {
                continue
            }
            connection.reminderAt = .max
            let missed = connection.clock.missed(setup.deadlines, at: now) {
                unsentBytes(of: connection)
            }
            if let missed {
                miss(missed, on: connection)
            } else {
                remind(connection)
            }
        }
    }

    /// What the system holds of the output, not sent or not acknowledged.
    private func unsentBytes(of connection: Connection) -> Int {
        var count: Int32 = 0
        return ioctl(connection.descriptor, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : 0
    }

    private mutating func miss(_ deadline: DeadlineKind, on connection: Connection) {
        setup.counters.noteMissed(deadline)
        switch connection.machine.outcome(of: deadline) {
        case .close:
            close(connection)
        case .refuse:
            connection.pending = []
            // What was not received in time began when its deadline did.
            receivedAt = connection.clock.startedAt * 1000
            refuse(.requestTimeout, on: connection)
            settle(connection)
        case .reset:
            reset(connection)
        }
    }

    /// The graceful stop has taken as long as it may.
    private mutating func cutTheRest() {
        stopAt = .max
        setup.logger.warning(
            "connections cut at the end of the drain",
            metadata: ["connections": "\(connections.count)"])
        for connection in connections.all { reset(connection) }
    }
}
