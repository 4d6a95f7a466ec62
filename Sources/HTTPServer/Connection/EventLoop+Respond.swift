internal import HTTP

/// How requests are answered.
extension EventLoop {
    /// Answers a request, or arranges for its answer.
    ///
    /// - Parameter bytes: what has been received, beginning with the head.
    @inline(__always)
    mutating func answer(
        _ head: RequestHead, bytes: UnsafeRawBufferPointer, on connection: Connection
    ) {
        let quota = settings.limiter?.take(head, at: receivedAt)
        let extra = HeadExtra(
            trace: head.trace, quota: quota, isSecure: connection.tls != nil)
        switch initialAnswer(to: head, quota: quota) {
        case .ready(let response):
            let body = UnsafeRawBufferPointer(rebasing: bytes[head.length...])
            if let fault = connection.machine.faultInUnreadBody(body) {
                return refuse(fault, on: connection)
            }
            answer(head, with: response, extra, hasMoreInput: !body.isEmpty, on: connection)
        case .later(let bodyLimit, let handler):
            answerLater(
                head, extra, bodyLimit: bodyLimit, handler: handler,
                hasMoreInput: bytes.count > head.length, on: connection)
        }
    }

    @inline(__always)
    private mutating func initialAnswer(to head: RequestHead, quota: RateQuota?) -> Answer {
        if let quota, !quota.isAllowed {
            return refused(.tooManyRequests(retryAfterSeconds: Int(quota.retryAfterSeconds)))
        }
        guard let refusal = head.refusal else { return setup.responder.respond(head) }
        return refused(refusal)
    }

    private func refused(_ refusal: Refusal) -> Answer {
        setup.counters.noteRefused(refusal)
        return .ready(setup.responder.refuse(refusal))
    }

    @inline(__always)
    private mutating func answer(
        _ head: RequestHead, with response: Response, _ extra: HeadExtra, hasMoreInput: Bool,
        on connection: Connection
    ) {
        let plan = connection.machine.answer(
            isStream: response.isStream, hasMoreInput: hasMoreInput)
        let id: RequestIDBytes =
            head.givenID.map { .given($0) } ?? .generated(head.generatedRequestID)
        write(response, plan: plan, requestID: id, extra: extra, to: connection)
        if plan.streamFraming != .none {
            connection.late = lateRequest(head, extra)
            startStream(response, plan: plan, on: connection)
        } else {
            let duration = measure(response, since: receivedAt)
            guard wantsLine(of: response) else { return }
            log(
                lateRequest(head, extra), response, duration: duration,
                bytes: plan.sendsBody ? response.bodyLength : 0)
        }
    }

    private func lateRequest(_ head: RequestHead, _ extra: HeadExtra) -> LateRequest {
        LateRequest(
            method: head.method, requestID: head.requestID, extra: extra, startedAt: receivedAt)
    }

    private mutating func answerLater(
        _ head: RequestHead, _ extra: HeadExtra, bodyLimit: Int,
        handler: @escaping @Sendable (_ body: [UInt8], _ reply: Reply) -> Void,
        hasMoreInput: Bool, on connection: Connection
    ) {
        do throws(Refusal) {
            let step = try connection.machine.answerComesLater(bodyLimit: bodyLimit)
            var late = lateRequest(head, extra)
            late.handler = handler
            connection.late = late
            // The handler is called by whoever looks at the machine next: it is in `handling` then.
            if case .readBody(sendsContinue: true) = step { writeContinue(to: connection) }
        } catch {
            setup.counters.noteRefused(error)
            answer(
                head, with: setup.responder.refuse(error), extra, hasMoreInput: hasMoreInput,
                on: connection)
        }
    }

    /// The body is complete: the handler begins. Does nothing where it has begun before.
    func callHandler(of connection: Connection) {
        guard let handler = connection.late?.handler else { return }
        let body = connection.late?.body ?? []
        connection.late?.handler = nil
        connection.late?.body = []
        let ticket = ReplyTicket(
            handle: setup.handle, connection: connection.id,
            request: connection.machine.requestNumber)
        handler(body, Reply { ticket.send($0) })
    }

    /// A handler has answered; nil where it never will.
    mutating func reply(_ response: Response?, to request: UInt32, on connection: Connection) {
        guard connection.machine.awaitsReply(to: request), let late = connection.late else {
            return
        }
        guard let response else { return close(connection) }
        let plan = connection.machine.answer(
            isStream: response.isStream, hasMoreInput: !connection.pending.isEmpty)
        write(
            response, plan: plan, requestID: .owned(late.requestID), extra: late.extra,
            to: connection)
        if plan.streamFraming != .none {
            startStream(response, plan: plan, on: connection)
        } else {
            note(late, response, bytes: plan.sendsBody ? response.bodyLength : 0)
            connection.late = nil
        }
        continuePending(connection)
    }

    /// Answers what the engine refuses, and closes behind it.
    mutating func refuse(_ refusal: Refusal, on connection: Connection) {
        setup.counters.noteRefused(refusal)
        let response = setup.responder.refuse(refusal)
        let plan = connection.machine.refuse()
        let late = connection.late
        connection.late = nil
        let id = late?.requestID ?? RequestID(random.next())
        write(
            response, plan: plan, requestID: .owned(id),
            extra: late?.extra ?? HeadExtra(isSecure: connection.tls != nil), to: connection)
        note(late, response, requestID: id, bytes: plan.sendsBody ? response.bodyLength : 0)
    }

    // MARK: Writing

    /// Puts a response where it goes out from: the outbox of this turn, or the queue where the peer
    /// has not taken what came before.
    @inline(__always)
    private mutating func write(
        _ response: Response, plan: ResponsePlan, requestID: RequestIDBytes, extra: HeadExtra,
        to connection: Connection
    ) {
        setup.counters.noteResponses(1)
        let bound = ResponseHeadLines.bound(for: response)
        if connection.output.isEmpty, !outbox.hasRoom(forHead: bound) { makeRoom(connection) }
        if connection.output.isEmpty, outbox.hasRoom(forHead: bound) {
            outbox.append(bodyOf: plan.sendsBody ? response : nil) { target in
                lines.write(
                    response, plan: plan, requestID: requestID, extra: extra, to: target)
            }
            return
        }
        let head = [UInt8](unsafeUninitializedCapacity: bound) { room, count in
            guard let start = room.baseAddress else { return }
            count = lines.write(
                response, plan: plan, requestID: requestID, extra: extra,
                to: UnsafeMutableRawPointer(start))
        }
        connection.output.append(head)
        if plan.sendsBody { connection.output.append(bodyOf: response) }
    }

    private mutating func writeContinue(to connection: Connection) {
        flush(connection)
        connection.output.append(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        var written = 0
        _ = writeOutput(connection, written: &written)
        setup.counters.noteSent(written)
    }

    // MARK: Metrics and access log

    /// The response is complete as far as the application is concerned: it is measured, and its line
    /// is written.
    mutating func note(_ late: LateRequest, _ response: Response, bytes: Int) {
        note(late, response, requestID: late.requestID, bytes: bytes)
    }

    private mutating func note(
        _ late: LateRequest?, _ response: Response, requestID: RequestID, bytes: Int
    ) {
        let duration = measure(response, since: late?.startedAt ?? receivedAt)
        guard wantsLine(of: response) else { return }
        log(late, response, requestID: requestID, duration: duration, bytes: bytes)
    }

    /// Counts a response, and tells how long it took, in microseconds.
    @inline(__always)
    private func measure(_ response: Response, since startedAt: Int64) -> Int64 {
        let duration = Clock.microseconds() - startedAt
        setup.counters.note(response, took: duration)
        return duration
    }

    /// Whether the response gets an access line: a sample of them, and every fault of the server.
    @inline(__always)
    private mutating func wantsLine(of response: Response) -> Bool {
        guard accessLines != nil else { return false }
        return settings.sampleThreshold == .max || response.status >= 500
            || random.next() < settings.sampleThreshold
    }

    private mutating func log(
        _ late: LateRequest, _ response: Response, duration: Int64, bytes: Int
    ) {
        log(late, response, requestID: late.requestID, duration: duration, bytes: bytes)
    }

    private mutating func log(
        _ late: LateRequest?, _ response: Response, requestID: RequestID, duration: Int64,
        bytes: Int
    ) {
        let record = AccessRecord(
            method: late?.method, route: response.route, status: response.status, bytes: bytes,
            durationMicroseconds: Int(duration), requestID: requestID, trace: late?.extra.trace,
            millisecondsSinceEpoch: Clock.millisecondsSinceEpoch())
        accessLines?.append(record, at: now)
    }
}
