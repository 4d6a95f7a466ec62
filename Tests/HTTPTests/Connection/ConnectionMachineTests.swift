import Testing

@testable import HTTP

@Suite("Connection machine")
struct ConnectionMachineTests {
    /// A machine that has read the head of a request.
    private func machine(
        _ line: String = "GET / HTTP/1.1", _ fields: [String] = [],
        before: (ConnectionMachine) -> Void = { _ in }
    ) throws -> ConnectionMachine {
        let machine = ConnectionMachine(limits: Limits())
        before(machine)
        let lines = fields.map { $0 + "\r\n" }.joined()
        try RequestHead.withParsed("\(line)\r\nHost: x\r\n\(lines)\r\n") {
            machine.headCompleted($0)
        }
        return machine
    }

    private func phase(_ machine: ConnectionMachine) -> String {
        switch machine.phase {
        case .handshake: "handshake"
        case .idle: "idle"
        case .head: "head"
        case .body: "body"
        case .handling: "handling"
        case .streaming: "streaming"
        case .discarding: "discarding"
        case .closing(let lingers): lingers ? "closing, lingers" : "closing"
        case .lingering: "lingering"
        case .closed: "closed"
        }
    }

    @Test(
        "A ready answer keeps the connection where it can",
        arguments: [
            ("GET / HTTP/1.1", [], false, .kept, "idle"),
            ("GET / HTTP/1.1", [], true, .kept, "idle"),
            ("GET / HTTP/1.1", ["Connection: close"], false, .closed, "closing"),
            ("GET / HTTP/1.1", ["Connection: close"], true, .closed, "closing, lingers"),
            ("GET / HTTP/1.0", [], false, .closed, "closing"),
            ("GET / HTTP/1.0", ["Connection: keep-alive"], false, .keptForOldClient, "idle"),
            ("POST / HTTP/1.1", ["Content-Length: 0"], false, .kept, "idle"),
            ("POST / HTTP/1.1", ["Content-Length: 65536"], false, .kept, "discarding"),
            ("POST / HTTP/1.1", ["Content-Length: 65537"], false, .closed, "closing, lingers"),
            ("POST / HTTP/1.1", ["Transfer-Encoding: chunked"], false, .kept, "discarding"),
            // The client may send the body or not: nobody can tell.
            (
                "POST / HTTP/1.1", ["Content-Length: 5", "Expect: 100-continue"], false, .closed,
                "closing, lingers"
            ),
            ("GET / HTTP/1.1", ["Expect: 100-continue"], false, .kept, "idle"),
        ] as [(String, [String], Bool, ResponsePlan.Persistence, String)])
    func ready(
        line: String, fields: [String], hasMore: Bool, persistence: ResponsePlan.Persistence,
        expected: String
    ) throws {
        let machine = try machine(line, fields)
        let plan = machine.answer(isStream: false, hasMoreInput: hasMore)
        #expect(plan.persistence == persistence)
        #expect(plan.sendsBody)
        #expect(phase(machine) == expected)
    }

    @Test("A HEAD request gets no body, and no stream is pulled for it")
    func head() throws {
        let machine = try machine("HEAD / HTTP/1.1")
        let plan = machine.answer(isStream: true, hasMoreInput: false)
        #expect(plan == ResponsePlan(sendsBody: false, persistence: .kept, streamFraming: .chunked))
        #expect(phase(machine) == "idle")
    }

    @Test(
        "A late answer waits for the body, and for the handler",
        arguments: [
            ("GET / HTTP/1.1", "A: b", false, "handling"),
            ("POST / HTTP/1.1", "Content-Length: 5", false, "body"),
            ("POST / HTTP/1.1", "Transfer-Encoding: chunked", false, "body"),
            ("POST / HTTP/1.1", "Content-Length: 5\r\nExpect: 100-continue", true, "body"),
            // HTTP/1.0 knows no expectation
            ("POST / HTTP/1.0", "Content-Length: 5\r\nExpect: 100-continue", false, "body"),
        ])
    func later(line: String, fields: String, sendsContinue: Bool, expected: String) throws {
        let machine = try machine(line, [fields])
        let step = try machine.answerComesLater(bodyLimit: 10)
        #expect(phase(machine) == expected)
        if case .readBody(let sends) = step { #expect(sends == sendsContinue) }
    }

    @Test("A body is read to its end, and what follows it is left")
    func body() throws {
        let machine = try machine("POST / HTTP/1.1", ["Content-Length: 5"])
        _ = try machine.answerComesLater(bodyLimit: 5)
        var body: [UInt8] = []
        let first = try latin1("hel").withUnsafeBytes { bytes throws(Refusal) in
            try machine.readBody(bytes) { body += $0 }
        }
        #expect(first == 3)
        #expect(phase(machine) == "body")
        let second = try latin1("loGET").withUnsafeBytes { bytes throws(Refusal) in
            try machine.readBody(bytes) { body += $0 }
        }
        #expect(second == 2)
        #expect(body == latin1("hello"))
        #expect(phase(machine) == "handling")
        #expect(!machine.wantsInput)
        #expect(machine.awaitsReply(to: 1))
        #expect(!machine.awaitsReply(to: 2))
        _ = machine.answer(isStream: false, hasMoreInput: true)
        #expect(phase(machine) == "idle")
        #expect(!machine.awaitsReply(to: 1))
    }

    @Test("A body at the limit is read; one past it is refused before it is read")
    func bodyLimit() throws {
        let machine = try machine("POST / HTTP/1.1", ["Content-Length: 5"])
        #expect(throws: Refusal.contentTooLarge(limit: 4)) {
            _ = try machine.answerComesLater(bodyLimit: 4)
        }
        // The refusal is an answer like any other, and the body short enough to be dropped.
        _ = machine.answer(isStream: false, hasMoreInput: false)
        #expect(phase(machine) == "discarding")
    }

    @Test(
        "A body that nobody reads is dropped up to the limit, and beyond it the connection closes",
        arguments: [(65_536, "discarding"), (65_537, "closing, lingers")])
    func discardLimit(length: Int, expected: String) throws {
        let machine = try machine("POST / HTTP/1.1", ["Content-Length: \(length)"])
        _ = machine.answer(isStream: false, hasMoreInput: false)
        #expect(phase(machine) == expected)
    }

    @Test("A body that is dropped ends the connection where it is malformed")
    func malformedDiscard() throws {
        let machine = try machine("POST / HTTP/1.1", ["Transfer-Encoding: chunked"])
        #expect(
            machine.faultInUnreadBody(UnsafeRawBufferPointer("5\r\nhello" as StaticString)) == nil)
        #expect(
            machine.faultInUnreadBody(UnsafeRawBufferPointer("x" as StaticString))
                == .badRequest(.chunk))
        _ = machine.answer(isStream: false, hasMoreInput: false)
        _ = try machine.readBody(UnsafeRawBufferPointer("zz" as StaticString)) { _ in }
        #expect(phase(machine) == "closing, lingers")
    }

    @Test("A refusal closes; the peer may finish what it is sending")
    func refusal() throws {
        let machine = ConnectionMachine(limits: Limits())
        machine.headBegan()
        #expect(machine.refuse().persistence == .closed)
        #expect(phase(machine) == "closing, lingers")
        let shuts = machine.outputDrained()
        #expect(shuts)
        #expect(phase(machine) == "lingering")
        #expect(machine.wantsInput)
        #expect(machine.deadlineKind(hasOutput: false) == .linger)
        machine.inputDidEnd()
        #expect(phase(machine) == "closed")
    }

    @Test(
        "A stream is delimited as the version allows",
        arguments: [
            ("GET / HTTP/1.1", "A: b", ResponsePlan.StreamFraming.chunked, "idle"),
            ("GET / HTTP/1.1", "Connection: close", .chunked, "closing"),
            ("GET / HTTP/1.0", "Connection: keep-alive", .untilClose, "closing"),
            ("POST / HTTP/1.1", "Content-Length: 5", .chunked, "discarding"),
        ])
    func stream(
        line: String, fields: String, framing: ResponsePlan.StreamFraming, expected: String
    ) throws {
        let machine = try machine(line, [fields])
        let plan = machine.answer(isStream: true, hasMoreInput: false)
        #expect(plan.streamFraming == framing)
        #expect(phase(machine) == "streaming")
        #expect(machine.awaitsPiece(of: machine.requestNumber))
        machine.streamEnded(hasMoreInput: false)
        #expect(phase(machine) == expected)
    }

    @Test("The end of input is no end of the answers due")
    func halfClose() throws {
        let idle = ConnectionMachine(limits: Limits())
        idle.inputDidEnd()
        idle.inputExhausted()
        #expect(phase(idle) == "closing")

        let handling = try machine()
        _ = try handling.answerComesLater(bodyLimit: 0)
        handling.inputDidEnd()
        #expect(phase(handling) == "handling")
        _ = handling.answer(isStream: false, hasMoreInput: false)
        handling.inputExhausted()
        #expect(phase(handling) == "closing")
        let shuts = handling.outputDrained()
        #expect(!shuts)
        #expect(phase(handling) == "closed")

        let body = try machine("POST / HTTP/1.1", ["Content-Length: 5"])
        _ = try body.answerComesLater(bodyLimit: 5)
        body.inputDidEnd()
        #expect(phase(body) == "closed")
    }

    @Test("A stopping server closes after the answer at hand")
    func drain() throws {
        let new = ConnectionMachine(limits: Limits())
        new.drain()
        // Who has only just connected is about to ask.
        #expect(new.deadlineKind(hasOutput: false) == .drainFirstByte)
        let idle = try machine()
        _ = idle.answer(isStream: false, hasMoreInput: false)
        idle.drain()
        #expect(idle.deadlineKind(hasOutput: false) == .drainIdle)
        let machine = try machine { $0.drain() }
        #expect(machine.answer(isStream: false, hasMoreInput: false).persistence == .closed)
        #expect(phase(machine) == "closing")
    }

    @Test("A secure connection begins with its handshake, which has a deadline of its own")
    func handshake() {
        let machine = ConnectionMachine(limits: Limits(), beginsSecure: true)
        #expect(phase(machine) == "handshake" && machine.wantsInput && !machine.awaitsRequest)
        #expect(machine.deadlineKind(hasOutput: false) == .handshake)
        #expect(machine.deadlineKind(hasOutput: true) == .handshake)
        #expect(machine.outcome(of: .handshake) == .close)
        let stopping = ConnectionMachine(limits: Limits(), beginsSecure: true)
        stopping.drain()
        #expect(stopping.deadlineKind(hasOutput: false) == .drainFirstByte)
        machine.handshakeCompleted()
        #expect(phase(machine) == "idle")
        #expect(machine.deadlineKind(hasOutput: false) == .firstByte)
        machine.transportFailed()
        #expect(machine.isClosing)
        let shuts = machine.outputDrained()
        #expect(shuts)

        let gone = ConnectionMachine(limits: Limits(), beginsSecure: true)
        gone.inputDidEnd()
        #expect(phase(gone) == "closed")
    }

    @Test("The deadline is that of the phase, unless output waits")
    func deadlines() throws {
        let machine = ConnectionMachine(limits: Limits())
        #expect(machine.deadlineKind(hasOutput: false) == .firstByte)
        #expect(machine.deadlineKind(hasOutput: true) == .writeStall)
        machine.headBegan()
        #expect(machine.deadlineKind(hasOutput: false) == .head)
        #expect(machine.outcome(of: .head) == .refuse)
        #expect(machine.outcome(of: .firstByte) == .close)
        #expect(machine.outcome(of: .writeStall) == .reset)
        let served = try self.machine()
        _ = served.answer(isStream: false, hasMoreInput: false)
        #expect(served.deadlineKind(hasOutput: false) == .idle)
    }
}
