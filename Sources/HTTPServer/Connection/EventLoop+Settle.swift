internal import CLinux
internal import Glibc
internal import HTTP

/// How a turn of a connection ends: output goes out, deadlines start, the connection closes if it is
/// over.
extension EventLoop {
    /// Whether so much output waits that the peer's requests are not read any more.
    @inline(__always)
    func isStuffed(_ connection: Connection) -> Bool {
        connection.output.byteCount + (connection.tls?.unsentBytes ?? 0)
            >= setup.limits.queuedOutputBytes
    }

    /// Brings everything about a connection in line with what its machine says now.
    ///
    /// - Parameter restartsClock: whether the deadline starts anew, though it is of the same kind as
    ///   before: a request has been answered.
    mutating func settle(_ connection: Connection, restartsClock: Bool = false) {
        if connection.machine.mayCloseOnInput, connection.hasUnread {
            connection.machine.inputIsLeft()
        }
        if !outbox.isEmpty || connection.tls != nil { flush(connection) }
        if !connection.hasOutput, connection.machine.outputDrained() {
            shutdown(connection.descriptor, Int32(SHUT_WR))
        }
        guard !connection.machine.isClosed else { return close(connection) }
        let hasOutput = connection.hasOutput
        let kind = connection.machine.deadlineKind(hasOutput: hasOutput)
        if kind != connection.clock.kind || (restartsClock && !hasOutput) {
            startDeadline(kind, of: connection)
        }
        var interest = connection.interest
        if hasOutput {
            interest |= EPOLLOUT.rawValue
        } else {
            interest &= ~EPOLLOUT.rawValue
        }
        // Interest in input is dropped only when input comes that nobody wants: mostly none does.
        if connection.machine.wantsInput, !isStuffed(connection) { interest |= EPOLLIN.rawValue }
        setInterest(connection, interest)
        let state = connection.machine.state(hasOutput: hasOutput)
        if state != connection.countedState {
            setup.counters.noteMove(from: connection.countedState, to: state)
            connection.countedState = state
        }
        // Who waits to be accepted can have the place of one that is idle now.
        if case .full = acceptance, connection.idleSince != nil { resumeAccepting() }
    }

    /// Settles a connection that has been received from; one that has been answered, once all that
    /// this turn brings has been received and answered. Clients that share the machine then find
    /// many answers when they wake, not one.
    mutating func settleLater(_ connection: Connection, restartsClock: Bool) {
        guard connection.tls == nil, !outbox.isEmpty else {
            return settle(connection, restartsClock: restartsClock)
        }
        answered.append((connection, outbox.seal()))
    }

    /// Settles the connections that wait for it. Comes before all that may close one of them or
    /// write to it.
    mutating func settleAnswered() {
        for (connection, batch) in answered {
            // One that broke while it was answered, or whose descriptor may be another's by now.
            guard !connection.machine.isClosed else {
                close(connection)
                continue
            }
            outbox.reopen(batch)
            settle(connection, restartsClock: true)
        }
        answered.removeAll(keepingCapacity: true)
    }

    /// Empties the outbox while a connection is being answered.
    mutating func makeRoom(_ connection: Connection) {
        if connection.tls == nil {
            flush(connection)
        } else {
            // Sealing now could tell of an end that has this answer before it.
            outbox.moveRest(to: &connection.output)
        }
        settleAnswered()
        outbox.removeAll()
    }

    /// Writes the outbox's batch, which is this connection's.
    mutating func flush(_ connection: Connection) {
        if let tls = connection.tls { return flushSealed(connection, tls) }
        let due = outbox.byteCount + connection.output.byteCount
        let outcome = outbox.flush(
            to: connection.descriptor, rest: &connection.output,
            isLast: connection.machine.closesWhenDrained)
        if outcome == .failed {
            connection.machine.close()
        } else {
            setup.counters.noteSent(due - connection.output.byteCount)
        }
    }

    /// Writes what has been waiting, and goes on with what waited for that.
    mutating func writeQueued(_ connection: Connection) {
        var written = 0
        let outcome = writeOutput(connection, written: &written)
        setup.counters.noteSent(written)
        if connection.clock.kind == .writeStall { connection.clock.noteProgress(written) }
        guard outcome != .failed else { return close(connection) }
        pull(connection)
        if connection.pending.isEmpty || isStuffed(connection) {
            connection.machine.inputExhausted()
            settle(connection)
        } else {
            continuePending(connection)
        }
    }

    /// Writes as much of the queue as the peer takes.
    mutating func writeOutput(_ connection: Connection, written: inout Int) -> WriteOutcome {
        if let tls = connection.tls { return writeSealed(connection, tls, written: &written) }
        return connection.output.write(to: connection.descriptor, written: &written)
    }

    /// Closes a connection. What the system holds of its output still goes out.
    mutating func close(_ connection: Connection) {
        guard connections.find(connection.id) != nil else { return }
        connection.machine.close()
        cancelStream(of: connection)
        if let tls = connection.tls { sendLast(connection, tls) }
        connections.remove(connection.id)
        Glibc.close(connection.descriptor)
        setup.counters.noteClosed(connection.countedState)
        if case .full = acceptance { resumeAccepting() }
    }

    /// Closes a connection by a reset: the system drops what it holds of its output.
    mutating func reset(_ connection: Connection) {
        connection.tls?.abandon()
        var option = linger(l_onoff: 1, l_linger: 0)
        _ = setsockopt(
            connection.descriptor, SOL_SOCKET, SO_LINGER, &option,
            socklen_t(MemoryLayout<linger>.size))
        close(connection)
    }
}

extension ConnectionMachine {
    /// What metrics call the phase.
    @inline(__always)
    fileprivate func state(hasOutput: Bool) -> ConnectionState {
        if hasOutput { return .writing }
        switch phase {
        case .idle: return .idle
        case .handshake: return .handshake
        case .head, .body: return .reading
        case .handling: return .handling
        case .streaming: return .streaming
        case .discarding, .closing, .lingering, .closed: return .closing
        }
    }
}
