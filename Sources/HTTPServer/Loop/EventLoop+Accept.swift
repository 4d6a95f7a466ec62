internal import CLinux
internal import Glibc
internal import HTTP
internal import Logging

/// How connections come in.
extension EventLoop {
    /// Connections accepted in one turn from one listener, so that those there are get their turn.
    private static let acceptedAtOnce = 64
    /// How long accepting rests where the system has nothing left, in milliseconds.
    private static let acceptPause: Int64 = 200
    /// How long nothing more is logged of that, in milliseconds: where descriptors are short, accepting
    /// succeeds and fails by turns.
    private static let quietTime: Int64 = 60_000

    func watchListeners() {
        for (index, listener) in listeners.enumerated() {
            // Of loops that watch one socket together not all are woken for each connection.
            let exclusive = setup.sharesListeners ? EPOLLEXCLUSIVE.rawValue : 0
            watch(listener, as: .listener(index), for: EPOLLIN.rawValue | exclusive)
        }
    }

    private func unwatchListeners() {
        for listener in listeners {
            var event = epoll_event()
            _ = epoll_ctl(setup.epoll, EPOLL_CTL_DEL, listener, &event)
        }
    }

    /// Accepts what waits, as far as there is room.
    mutating func acceptConnections(from listener: Int32) {
        settleAnswered()
        for index in 0..<Self.acceptedAtOnce {
            if connections.count >= setup.connectionLimit {
                // Only the first is known to wait: nobody is to make room for one that does not.
                guard index == 0 else { return }
                guard evictIdle() else {
                    acceptance = .full
                    unwatchListeners()
                    return
                }
            }
            guard acceptConnection(from: listener, isAwaited: index == 0) else { return }
        }
    }

    /// Accepts one connection. False where there is none, or none can be taken now.
    ///
    /// - Parameters:
    ///   - isAwaited: whether one is known to wait. Without descriptors the system does not look whether
    ///     one does, and nobody is to make room for one that does not.
    ///   - receives: whether it is served at once, and may be over by the end of this.
    private mutating func acceptConnection(
        from listener: Int32, isAwaited: Bool, receives: Bool = true
    ) -> Bool {
        var address = SocketAddress()
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = address.withMutablePointer { accept4(listener, $0, $1, flags) }
        guard descriptor >= 0 else { return handleAcceptError(errno, isAwaited) }
        let peer = address.peer
        let tls = makeSession(for: peer)
        let connection = connections.insert { id in
            Connection(
                descriptor: descriptor, id: id, peer: peer, tls: tls,
                machine: ConnectionMachine(limits: setup.limits, beginsSecure: tls != nil),
                interest: EPOLLIN.rawValue)
        }
        setup.counters.noteAccepted(tls == nil ? .idle : .handshake)
        connection.countedState = tls == nil ? .idle : .handshake
        if isDraining { connection.machine.drain() }
        idleOrder.append(connection.id, at: now, live: connections.count) {
            connections.find($0) != nil
        }
        startDeadline(connection.machine.deadlineKind(hasOutput: false), of: connection)
        // A request has often come by now. One that ends its connection never needs epoll.
        if receives {
            receive(connection)
            settleAnswered()
        }
        if connections.find(connection.id) != nil {
            watch(descriptor, as: connection.id, for: connection.interest)
            connection.isWatched = true
        }
        return true
    }

    /// Says whether to go on with the next one.
    private mutating func handleAcceptError(_ code: Int32, _ isAwaited: Bool) -> Bool {
        switch code {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM:
            guard isAwaited else { return false }
            if now >= isQuietUntil {
                isQuietUntil = now + Self.quietTime
                setup.logger.warning(
                    "accepting pauses: the system has no descriptor or memory for more",
                    metadata: [
                        "errno": "\(code)", "connections": "\(connections.count)",
                    ])
            }
            if evictIdle() { return true }
            acceptance = .pausedUntil(now + Self.acceptPause)
            unwatchListeners()
            return false
        case EAGAIN:
            return false
        default:
            // The connection died before it was accepted (accept(2) lists what may be told of it).
            return code == EINTR || code == ECONNABORTED || code == EPROTO || code == EPERM
        }
    }

    /// Goes on accepting, where that had paused.
    mutating func resumeAccepting() {
        acceptance = .open
        watchListeners()
    }

    /// Closes the connection that has been idle longest. False where none is idle.
    private mutating func evictIdle() -> Bool {
        let oldest = idleOrder.popIdle(
            at: now,
            idleSince: { id in
                guard let connection = connections.find(id), !connection.hasUnread else {
                    return nil
                }
                return connection.idleSince
            },
            isLive: { id in connections.find(id) != nil })
        guard let oldest, let connection = connections.find(oldest) else { return false }
        setup.counters.noteEvicted()
        close(connection)
        return true
    }

    mutating func closeListeners() {
        // A socket that other processes hold as well would tell of connections for ever.
        unwatchListeners()
        for listener in listeners { Glibc.close(listener) }
        listeners = []
        listensUntil = .max
    }

    /// Stops gracefully: lets what is in flight finish. Where nobody else listens, who has connected and
    /// whose first bytes are under way is still let in for a moment: the system has not told of them, and
    /// resets them with the listener.
    mutating func drain() {
        guard !isDraining else { return }
        isDraining = true
        stopAt = now + setup.deadlines.drain
        if setup.sharesListeners {
            closeListeners()
        } else if listeners.map({ ListenerOpener.deferSilent($0, false) }).contains(true) {
            listensUntil = min(now + setup.deadlines.drainListening, stopAt)
        } else {
            stopListening()
        }
        for connection in connections.all {
            connection.machine.drain()
            settle(connection)
        }
    }

    /// Accepts what waits, and then nobody.
    mutating func stopListening() {
        if acceptance != .full {
            for listener in listeners {
                while connections.count < setup.connectionLimit,
                    acceptConnection(from: listener, isAwaited: true, receives: false)
                {}
            }
        }
        acceptance = .open
        closeListeners()
    }
}
