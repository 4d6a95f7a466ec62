/// What a connection may do next: a state machine without input, output or clock (RFC 9112 §9).
///
/// The event loop tells it what happened, and does what it answers. One request at a time is
/// answered; requests pipelined behind it wait in the receive buffer, which keeps responses in
/// order and makes the pipeline's depth a matter of how many ready answers are written together.
///
/// It calls nobody while it changes, so the checks of exclusive access that Swift makes of a class as
/// the program runs are off: with those of `Connection` they were a sixth of what a request costs.
package final class ConnectionMachine {
    /// What the connection is busy with.
    package enum Phase {
        /// TLS is not agreed on yet.
        case handshake
        /// Nothing of the next request has come.
        case idle
        /// A head has begun.
        case head
        /// A body is being read for a handler.
        case body
        /// A handler is at work.
        case handling
        /// A producer is being pulled.
        case streaming
        /// The response is on its way, and the rest of the request's body is read and dropped.
        case discarding
        /// The last response is on its way; the connection closes behind it.
        case closing(lingers: Bool)
        /// The write side is shut; what still comes is dropped until the peer closes.
        case lingering
        /// Over.
        case closed
    }

    @exclusivity(unchecked) package internal(set) var phase = Phase.idle
    /// Whether a request has been answered.
    @exclusivity(unchecked) package internal(set) var hasServed = false
    /// Whether the server is stopping.
    @exclusivity(unchecked) package internal(set) var isDraining = false
    /// Counts requests, so that a late reply finds out that its request is over.
    @exclusivity(unchecked) package internal(set) var requestNumber: UInt32 = 0

    /// Reads the body, in the phases `body` and `discarding`; in `streaming`, will drop it after.
    @exclusivity(unchecked) var reader: BodyReader?
    @exclusivity(unchecked) var request = RequestFacts()
    @exclusivity(unchecked) var afterStream = AfterStream()
    @exclusivity(unchecked) var inputEnded = false
    let limits: Limits

    /// A machine for a new connection, which begins with a handshake where it is secure.
    package init(limits: Limits, beginsSecure: Bool = false) {
        self.limits = limits
        if beginsSecure { phase = .handshake }
    }

    /// Whether bytes from the peer are of use now.
    package var wantsInput: Bool {
        switch phase {
        case .handshake, .idle, .head, .body, .discarding, .lingering: !inputEnded
        case .handling, .streaming, .closing, .closed: false
        }
    }

    /// Whether the next request may be looked for in what has been received.
    package var awaitsRequest: Bool {
        switch phase {
        case .idle, .head: true
        default: false
        }
    }
}

extension ConnectionMachine {
    /// What to do about a request that is answered later.
    package enum LaterStep {
        /// The body is to be read; `Expect: 100-continue` is answered first where `sendsContinue`.
        case readBody(sendsContinue: Bool)
        /// There is no body: call the handler.
        case handle
    }

    /// TLS is agreed on: requests may come.
    package func handshakeCompleted() {
        if case .handshake = phase { phase = .idle }
    }

    /// Some bytes of a head have come, but not all.
    package func headBegan() {
        phase = .head
    }

    /// A head is complete.
    @inline(__always)
    package func headCompleted(_ head: borrowing RequestHead) {
        requestNumber &+= 1
        request.isHead = head.method == .head
        request.minorVersion = head.minorVersion
        request.keepsAlive = head.keepsAlive
        request.unreadBody = head.body == .length(0) ? .none : head.body
        request.awaitsContinue = head.expectsContinue
    }

    /// The answer comes later.
    ///
    /// - Throws: `.contentTooLarge`, which is the answer then.
    package func answerComesLater(bodyLimit: Int) throws(Refusal) -> LaterStep {
        if bodyLimit == 0, request.unreadBody == .chunked { throw .contentTooLarge(limit: 0) }
        let reader = try BodyReader(request.unreadBody, limit: bodyLimit, limits: limits)
        request.unreadBody = .none
        guard !reader.isComplete else {
            phase = .handling
            return .handle
        }
        self.reader = reader
        phase = .body
        defer { request.awaitsContinue = false }
        return .readBody(sendsContinue: request.awaitsContinue)
    }

    /// Bytes of a body have come, for the handler or to be dropped.
    ///
    /// - Returns: how many of them belonged to the body.
    /// - Throws: the answer, where the body is for a handler. Where it is dropped, the request has
    ///   been answered already: the machine closes then.
    package func readBody(
        _ bytes: UnsafeRawBufferPointer, data: (UnsafeRawBufferPointer) -> Void
    ) throws(Refusal) -> Int {
        guard var reader else { return 0 }
        switch phase {
        case .body:
            let count = try reader.read(bytes, data: data)
            keep(reader)
            if reader.isComplete { phase = .handling }
            return count
        case .discarding:
            do throws(Refusal) {
                let count = try reader.read(bytes) { _ in }
                keep(reader)
                if reader.isComplete { finishRequest() }
                return count
            } catch {
                phase = .closing(lingers: true)
                return bytes.count
            }
        default:
            return 0
        }
    }

    private func keep(_ reader: BodyReader) {
        self.reader = reader.isComplete ? nil : reader
    }

    /// Whether a late reply belongs to the request the connection is at.
    package func awaitsReply(to number: UInt32) -> Bool {
        if case .handling = phase { number == requestNumber } else { false }
    }

    /// Whether a piece of a stream belongs to the request the connection is at.
    package func awaitsPiece(of number: UInt32) -> Bool {
        if case .streaming = phase { number == requestNumber } else { false }
    }

    /// The next request may begin.
    func finishRequest() {
        hasServed = true
        request = RequestFacts()
        phase = .idle
    }
}
