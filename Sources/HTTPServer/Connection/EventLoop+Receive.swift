internal import CLinux
internal import Glibc
internal import HTTP

/// How bytes come in, and become requests.
extension EventLoop {
    /// Receives once, and uses what came.
    mutating func receive(_ connection: Connection) {
        let held = connection.pending.count
        guard held < input.count else { return continuePending(connection) }
        if held > 0 { input.copyBytes(from: connection.pending) }
        if let tls = connection.tls { return receiveSealed(connection, tls, held: held) }
        let count = recv(
            connection.descriptor, input.baseAddress.map { $0 + held }, input.count - held, 0)
        if count > 0 {
            setup.counters.noteReceived(count)
            use(count, behind: held, on: connection)
        } else if count == 0 {
            inputEnded(connection, held: held)
        } else {
            receiveFailed(connection)
        }
    }

    /// Bytes have come behind those that were held.
    @inline(__always)
    mutating func use(_ count: Int, behind held: Int, on connection: Connection) {
        if connection.clock.kind == .body { connection.clock.noteProgress(count) }
        let received = UnsafeRawBufferPointer(rebasing: input[..<(held + count)])
        if held > 0, !mayComplete(received, from: held, on: connection) {
            connection.pending += received[held...]
            return
        }
        settleLater(connection, restartsClock: consume(received, on: connection))
    }

    /// The peer has shut its side.
    mutating func inputEnded(_ connection: Connection, held: Int) {
        connection.machine.inputDidEnd()
        let rest = UnsafeRawBufferPointer(rebasing: input[..<held])
        settle(connection, restartsClock: consume(rest, on: connection))
    }

    /// Nothing was received, for the reason in `errno`.
    mutating func receiveFailed(_ connection: Connection) {
        if errno != EAGAIN, errno != EINTR { close(connection) }
    }

    /// Whether more of an incomplete head is worth another look: a line has ended, or a limit may
    /// have been passed. So a peer that drips bytes does not make the loop read them all each time.
    private func mayComplete(
        _ received: UnsafeRawBufferPointer, from held: Int, on connection: Connection
    ) -> Bool {
        guard case .head = connection.machine.phase else { return true }
        return received.count > setup.limits.targetBytes || received[held...].contains(0x0a)
    }

    /// Gives connections with requests left over another turn.
    mutating func continueScheduled() {
        let turn = scheduled
        scheduled = []
        for id in turn {
            guard let connection = connections.find(id) else { continue }
            connection.isScheduled = false
            continuePending(connection)
        }
    }

    /// Goes on with what was received before.
    mutating func continuePending(_ connection: Connection) {
        let held = connection.pending.count
        input.copyBytes(from: connection.pending)
        let rest = UnsafeRawBufferPointer(rebasing: input[..<held])
        settle(connection, restartsClock: consume(rest, on: connection))
    }

    /// Uses what has been received, as far as that goes now, and keeps the rest. Says whether any
    /// request was answered.
    private mutating func consume(
        _ received: UnsafeRawBufferPointer, on connection: Connection
    ) -> Bool {
        receivedAt = Clock.microseconds()
        var rest = received
        var answered = 0
        loop: while true {
            switch connection.machine.phase {
            case .idle, .head:
                guard !rest.isEmpty, !isStuffed(connection) else { break loop }
                guard answered < setup.limits.pipelineDepth else {
                    schedule(connection)
                    break loop
                }
                let used = answerNext(rest, on: connection)
                guard used > 0 else { break loop }
                rest = UnsafeRawBufferPointer(rebasing: rest[used...])
                answered += 1
            case .body, .discarding:
                guard !rest.isEmpty else { break loop }
                let used = readBody(rest, on: connection)
                rest = UnsafeRawBufferPointer(rebasing: rest[used...])
            case .closing, .lingering, .closed:
                rest = UnsafeRawBufferPointer(start: nil, count: 0)
                break loop
            case .handling:
                callHandler(of: connection)
                break loop
            case .streaming, .handshake:
                break loop
            }
        }
        keep(rest, on: connection)
        if !connection.isScheduled, !isStuffed(connection) { connection.machine.inputExhausted() }
        return answered > 0
    }

    @inline(__always)
    private func keep(_ rest: UnsafeRawBufferPointer, on connection: Connection) {
        if !rest.isEmpty {
            connection.pending = Array(rest)
        } else if !connection.pending.isEmpty {
            connection.pending = []
        }
    }

    private mutating func schedule(_ connection: Connection) {
        guard !connection.isScheduled else { return }
        connection.isScheduled = true
        scheduled.append(connection.id)
    }

    /// Reads the next head and answers it, or sees to it that it will be answered.
    ///
    /// - Returns: how many bytes were used; 0 where the head is not complete.
    @inline(__always)
    private mutating func answerNext(_ bytes: UnsafeRawBufferPointer, on connection: Connection)
        -> Int
    {
        let context = RequestContext(
            peer: connection.peer, isSecure: connection.tls != nil, now: lines.now,
            requestID: random.next())
        do throws(Refusal) {
            guard let head = try parser.parse(bytes, into: fields, context: context) else {
                connection.machine.headBegan()
                return 0
            }
            connection.machine.headCompleted(head)
            answer(head, bytes: bytes, on: connection)
            return head.length
        } catch {
            refuse(error, on: connection)
            return bytes.count
        }
    }

    /// Hands a body's bytes to where they go. Returns how many were its own.
    private mutating func readBody(_ bytes: UnsafeRawBufferPointer, on connection: Connection)
        -> Int
    {
        do throws(Refusal) {
            // Taken out and put back, so that it grows in place.
            var body = connection.late?.body ?? []
            connection.late?.body = []
            defer { connection.late?.body = body }
            return try connection.machine.readBody(bytes) { body += $0 }
        } catch {
            refuse(error, on: connection)
            return bytes.count
        }
    }
}
