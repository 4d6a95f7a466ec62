internal import HTTP

/// How a streamed body is pulled from its producer, as fast as the peer takes it and no faster.
extension EventLoop {
    /// Output up to which the next piece is asked for.
    private static let lowWaterBytes = 64 * 1024

    /// The head of a stream has been written; begins with its body, if that is sent.
    mutating func startStream(_ response: Response, plan: ResponsePlan, on connection: Connection) {
        guard let producer = response.producer else { return }
        guard plan.sendsBody else {
            producer.cancel()
            if let late = connection.late { note(late, response, bytes: 0) }
            connection.late = nil
            return
        }
        connection.late?.stream = ResponseStream(
            response: response, producer: producer, framing: plan.streamFraming)
        pull(connection)
    }

    /// Asks for the next piece, unless one is on its way or the peer has enough to take.
    func pull(_ connection: Connection) {
        guard var stream = connection.late?.stream, !stream.isAsking,
            connection.output.byteCount <= Self.lowWaterBytes
        else { return }
        stream.isAsking = true
        stream.ask &+= 1
        connection.late?.stream = stream
        let handle = setup.handle
        let id = connection.id
        let request = connection.machine.requestNumber
        let ask = stream.ask
        stream.producer.next { piece in
            handle.enqueue(.piece(id, request: request, ask: ask, piece))
        }
    }

    /// A producer has delivered.
    mutating func deliver(
        _ piece: BodyPiece, of request: UInt32, ask: UInt32, to connection: Connection
    ) {
        guard connection.machine.awaitsPiece(of: request), var late = connection.late,
            var stream = late.stream, stream.isAsking, stream.ask == ask
        else { return }
        stream.isAsking = false
        switch piece {
        case .bytes(let bytes):
            stream.bytes += bytes.count
            late.stream = stream
            connection.late = late
            connection.output.append(Self.frame(bytes, as: stream.framing))
            writeQueued(connection)
        case .end:
            if stream.framing == .chunked { connection.output.append(Array("0\r\n\r\n".utf8)) }
            finishStream(late, stream, on: connection)
            connection.machine.streamEnded(hasMoreInput: !connection.pending.isEmpty)
            writeQueued(connection)
        case .failed:
            finishStream(late, stream, on: connection)
            reset(connection)
        }
    }

    private mutating func finishStream(
        _ late: LateRequest, _ stream: ResponseStream, on connection: Connection
    ) {
        note(late, stream.response, bytes: stream.bytes)
        connection.late = nil
    }

    /// Tells the producer that nobody takes the rest.
    mutating func cancelStream(of connection: Connection) {
        guard let late = connection.late, let stream = late.stream else { return }
        finishStream(late, stream, on: connection)
        stream.producer.cancel()
    }

    /// One chunk (RFC 9112 §7.1), or the bytes as they are.
    private static func frame(
        _ bytes: [UInt8], as framing: ResponsePlan.StreamFraming
    ) -> [UInt8] {
        guard framing == .chunked, !bytes.isEmpty else { return bytes }
        var chunk: [UInt8] = []
        chunk.reserveCapacity(bytes.count + 20)
        chunk += String(bytes.count, radix: 16).utf8
        chunk += [0x0d, 0x0a]
        chunk += bytes
        chunk += [0x0d, 0x0a]
        return chunk
    }
}
