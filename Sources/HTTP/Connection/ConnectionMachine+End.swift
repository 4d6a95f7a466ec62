/// How a connection ends, by the peer, by the server or by time (RFC 9112 §9.5, §9.6).
extension ConnectionMachine {
    /// The peer has shut its side. What it asked for before is still answered.
    package func inputDidEnd() {
        inputEnded = true
        switch phase {
        case .idle, .head, .handling, .streaming, .closing, .closed:
            break
        case .discarding:
            phase = .closing(lingers: false)
        case .handshake, .body, .lingering:
            phase = .closed
        }
    }

    /// What the peer sends cannot be opened: nothing more is read or answered.
    package func transportFailed() {
        phase = .closing(lingers: true)
    }

    /// Whether nothing is written after what has been.
    @inline(__always)
    package var isClosing: Bool {
        if case .closing = phase { true } else { false }
    }

    /// Whether the connection is over.
    package var isClosed: Bool {
        if case .closed = phase { true } else { false }
    }

    /// There is no complete request in what has been received.
    package func inputExhausted() {
        if inputEnded, awaitsRequest { phase = .closing(lingers: false) }
    }

    /// Whether the connection is over as soon as the system has all that is to be written.
    @inline(__always)
    package var closesWhenDrained: Bool {
        guard case .closing(let lingers) = phase else { return false }
        return !lingers || inputEnded
    }

    /// Whether it is to close at once after its last answer, though the peer may send on. If input lies
    /// unread in the system, closing is a reset, and the peer may lose the answer.
    package var mayCloseOnInput: Bool {
        guard case .closing(lingers: false) = phase else { return false }
        return !inputEnded
    }

    /// Input is left that nobody wants: it is read and dropped before the connection closes (RFC 9112
    /// §9.6).
    package func inputIsLeft() {
        if mayCloseOnInput { phase = .closing(lingers: true) }
    }

    /// Everything that was to be written has been handed to the system.
    ///
    /// - Returns: whether the write side is to be shut now.
    package func outputDrained() -> Bool {
        guard case .closing = phase else { return false }
        let waits = !closesWhenDrained
        phase = waits ? .lingering : .closed
        return waits
    }

    /// The server stops: the request at hand is the last.
    package func drain() {
        isDraining = true
    }

    /// Nothing more is written or read.
    package func close() {
        phase = .closed
    }

    /// What a missed deadline means.
    package enum DeadlineOutcome: Hashable {
        /// Close without a word.
        case close
        /// Answer 408, and close.
        case refuse
        /// Close by a reset, so that the system drops what the peer does not take.
        case reset
    }

    /// A deadline has passed.
    package func outcome(of deadline: DeadlineKind) -> DeadlineOutcome {
        switch deadline {
        case .none, .firstByte, .idle, .drainIdle, .drainFirstByte, .linger, .discard, .handshake:
            .close
        case .head, .body: .refuse
        case .writeStall: .reset
        }
    }

    /// The deadline that governs now.
    @inline(__always)
    package func deadlineKind(hasOutput: Bool) -> DeadlineKind {
        if hasOutput {
            // A handshake has one deadline, whoever of the two is waited for.
            guard case .handshake = phase else { return .writeStall }
        }
        switch phase {
        case .handshake: return isDraining ? .drainFirstByte : .handshake
        case .idle:
            if isDraining { return hasServed ? .drainIdle : .drainFirstByte }
            return hasServed ? .idle : .firstByte
        case .head: return .head
        case .body: return .body
        case .discarding: return .discard
        case .lingering: return .linger
        case .handling, .streaming, .closing, .closed: return .none
        }
    }
}
