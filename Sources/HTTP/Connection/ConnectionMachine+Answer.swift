extension ConnectionMachine {
    /// A response is at hand; plans how it is written, and moves on to what comes after it.
    ///
    /// - Parameters:
    ///   - isStream: whether the body is pulled from a producer.
    ///   - hasMoreInput: whether bytes of the peer lie unread in the receive buffer.
    package func answer(isStream: Bool, hasMoreInput: Bool) -> ResponsePlan {
        reader = discardableBody()
        let untilClose = isStream && request.minorVersion == 0
        let keeps =
            request.keepsAlive && !isDraining && !untilClose
            && (request.unreadBody == .none || reader != nil)
        let sendsStream = isStream && !request.isHead
        let plan = ResponsePlan(
            sendsBody: !request.isHead,
            persistence: !keeps ? .closed : request.minorVersion == 0 ? .keptForOldClient : .kept,
            streamFraming: !isStream ? .none : request.minorVersion == 0 ? .untilClose : .chunked)
        if sendsStream {
            afterStream = AfterStream(keeps: keeps, lingers: request.unreadBody != .none)
            phase = .streaming
        } else {
            moveOn(keeps: keeps, hasMoreInput: hasMoreInput)
        }
        return plan
    }

    /// Looks for a fault in what is at hand of a body that will be dropped, so that a malformed
    /// request is refused rather than answered.
    package func faultInUnreadBody(_ bytes: UnsafeRawBufferPointer) -> Refusal? {
        guard request.unreadBody == .chunked else { return nil }
        do throws(Refusal) {
            var reader = try BodyReader(
                .chunked, limit: limits.discardedBodyBytes, limits: limits)
            _ = try reader.read(bytes) { _ in }
            return nil
        } catch {
            // A body that is merely long is no fault of a request whose answer does not need it.
            if case .badRequest = error { return error }
            return nil
        }
    }

    /// The engine refuses: the response closes the connection, since what follows cannot be trusted.
    package func refuse() -> ResponsePlan {
        requestNumber &+= 1
        hasServed = true
        phase = .closing(lingers: true)
        return ResponsePlan(
            sendsBody: !request.isHead, persistence: .closed, streamFraming: .none)
    }

    /// The producer has delivered all.
    package func streamEnded(hasMoreInput: Bool) {
        moveOn(
            keeps: afterStream.keeps, hasMoreInput: hasMoreInput || afterStream.lingers)
        afterStream = AfterStream()
    }

    private func moveOn(keeps: Bool, hasMoreInput: Bool) {
        if !keeps {
            hasServed = true
            phase = .closing(lingers: hasMoreInput || request.unreadBody != .none)
        } else if reader != nil {
            phase = .discarding
        } else {
            finishRequest()
        }
        request.unreadBody = .none
    }

    /// A reader for the body that nobody reads, where that is short enough to be dropped. A client
    /// that still waits for `100 Continue` may send it or not: nothing can be told then.
    private func discardableBody() -> BodyReader? {
        guard request.unreadBody != .none, !request.awaitsContinue else { return nil }
        return try? BodyReader(request.unreadBody, limit: limits.discardedBodyBytes, limits: limits)
    }
}
