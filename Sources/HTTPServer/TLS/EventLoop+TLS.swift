internal import CLinux
internal import Glibc
internal import HTTP

/// How TLS connections receive and send. A plain connection comes by here never.
extension EventLoop {
    /// What is sealed before the system is asked to take it.
    private static let sealedAtOnce = 4 * TLSWire.recordBytes

    /// A session for a new connection; nil for one that is plain. Unix sockets always are: what
    /// comes there is of this machine, and a proxy's TLS ended before it.
    func makeSession(for peer: PeerAddress) -> TLSSession? {
        guard let context = settings.tls, let wire, peer != .unix else { return nil }
        return TLSSession(context, over: wire)
    }

    // MARK: In

    /// Receives once, opens what came, and uses it.
    ///
    /// - Parameter held: how many bytes of `input` are used for what came before.
    mutating func receiveSealed(_ connection: Connection, _ tls: TLSSession, held: Int) {
        guard let wire else { return }
        let room = UnsafeMutableRawBufferPointer(rebasing: input[held...])
        let most = min(wire.received.count, room.count - TLSSession.mostHeld)
        guard most > 0 else { return continuePending(connection) }
        let count = recv(connection.descriptor, wire.received.baseAddress, most, 0)
        guard count > 0 else {
            // Without a close_notify nobody knows whether more was meant to come. It makes no
            // difference to requests: those that are whole tell so, and others are dropped.
            return count == 0 ? inputEnded(connection, held: held) : receiveFailed(connection)
        }
        setup.counters.noteReceived(count)
        // Nothing can be opened behind a fault: what comes is dropped until the peer closes.
        guard tls.phase != .broken else { return }
        let sealed = UnsafeRawBufferPointer(rebasing: wire.received[..<count])
        if !tls.hasReceived, Self.isPlain(sealed[0]) { return refusePlain(connection) }
        let opened = tls.open(sealed, into: room)
        noteHandshake(connection, tls)
        if opened.count > 0 { use(opened.count, behind: held, on: connection) }
        guard !connection.machine.isClosed else { return }
        if tls.phase == .broken {
            // The peer is told by an alert, where OpenSSL has one for it.
            connection.machine.transportFailed()
            settle(connection)
        } else if opened.isEnd {
            connection.machine.inputDidEnd()
            continuePending(connection)
        } else if opened.count == 0 || !wire.output.isEmpty {
            settle(connection)
        }
    }

    private func noteHandshake(_ connection: Connection, _ tls: TLSSession) {
        guard case .handshake = connection.machine.phase else { return }
        switch tls.phase {
        case .handshake: break
        case .open, .closed:
            setup.counters.note(tls.handshake)
            connection.machine.handshakeCompleted()
        case .broken: setup.counters.noteHandshakeFailed()
        }
    }

    /// Whether a first byte begins a request and no TLS record: those begin with a number below the
    /// letters (RFC 8446 §5.1).
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
    }

    /// Who speaks plain HTTP is told so in plain HTTP, and never redirected: its request, with all
    /// that is in it, would then have been sent in the open without anybody noticing.
    private mutating func refusePlain(_ connection: Connection) {
        setup.counters.noteHandshakeFailed()
        connection.tls = nil
        refuse(.plainOnTLSPort, on: connection)
        settle(connection)
    }

    // MARK: Out

    /// Sends what there is, and where the connection ends tells that, too.
    mutating func flushSealed(_ connection: Connection, _ tls: TLSSession) {
        let isEnd = connection.machine.isClosing && tls.phase == .open
        guard !outbox.isEmpty || wire?.output.isEmpty == false || isEnd else { return }
        var written = 0
        let outcome = writeSealed(connection, tls, written: &written)
        setup.counters.noteSent(written)
        if outcome == .failed { connection.machine.close() }
    }

    /// Seals and sends the outbox, then the queue, as far as the system takes it; the rest of the
    /// outbox goes to the queue. Nothing is left in the wire.
    ///
    /// - Parameter written: is increased by the number of sealed bytes that have gone.
    mutating func writeSealed(
        _ connection: Connection, _ tls: TLSSession, written: inout Int
    ) -> WriteOutcome {
        guard let wire else { return .failed }
        while true {
            if tls.unsentBytes > 0 {
                let sent = tls.withUnsent { Self.send($0, to: connection.descriptor) }
                written += max(sent, 0)
                if sent > 0 { tls.noteSent(sent) }
                if sent < 0 || tls.unsentBytes > 0 {
                    return stop(connection, tls, isBroken: sent < 0)
                }
            }
            guard sealNext(connection, tls) else { return stop(connection, tls, isBroken: true) }
            let output = wire.output
            guard !output.isEmpty else { return .drained }
            let sent = Self.send(output, to: connection.descriptor)
            written += max(sent, 0)
            guard sent == output.count else {
                tls.keepOutput(from: max(sent, 0))
                return stop(connection, tls, isBroken: sent < 0)
            }
            wire.clear()
        }
    }

    /// Seals what comes next, and behind the last of it, where the connection ends, the notice of
    /// that. False where it cannot be sealed.
    private mutating func sealNext(_ connection: Connection, _ tls: TLSSession) -> Bool {
        guard let wire else { return false }
        while wire.output.count < Self.sealedAtOnce {
            var count = outbox.take(into: wire.record)
            if count == 0 { count = connection.output.take(into: wire.record) }
            guard count > 0 else {
                if connection.machine.isClosing { tls.close() }
                return true
            }
            let bytes = UnsafeRawBufferPointer(rebasing: wire.record[..<count])
            guard tls.seal(bytes) else { return false }
        }
        return true
    }

    /// Sending ends for now, or for good.
    private mutating func stop(
        _ connection: Connection, _ tls: TLSSession, isBroken: Bool
    ) -> WriteOutcome {
        tls.keepOutput()
        outbox.moveRest(to: &connection.output)
        return isBroken ? .failed : .blocked
    }

    /// The connection is closed: tells so, if the system takes it at once, and forgets what is left.
    func sendLast(_ connection: Connection, _ tls: TLSSession) {
        guard let wire else { return }
        if connection.output.isEmpty, tls.unsentBytes == 0 {
            tls.close()
            let output = wire.output
            if !output.isEmpty {
                setup.counters.noteSent(max(Self.send(output, to: connection.descriptor), 0))
            }
        }
        wire.clear()
    }

    /// How many bytes the system took; below 0 where the connection is broken.
    private static func send(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int {
        while true {
            let sent = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if sent >= 0 { return sent }
            if errno == EAGAIN { return 0 }
            if errno != EINTR { return -1 }
        }
    }
}
