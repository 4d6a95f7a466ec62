/// The field lines that differ from one response to the next, written as the response goes out.
package struct ResponseHeadLines {
    /// `Date: Sun, 06 Nov 1994 08:49:37 GMT` and CR LF, made once a second.
    private var dateLine: [UInt8]
    package private(set) var now: HTTPDate

    /// Starts at a time.
    package init(now: HTTPDate) {
        self.now = now
        dateLine = Array("Date: \(now)\r\n".utf8)
    }

    /// The time has come to another second.
    package mutating func update(_ now: HTTPDate) {
        guard now != self.now else { return }
        self.now = now
        dateLine = Array("Date: \(now)\r\n".utf8)
    }

    /// The most bytes that `write` adds to the head of a response.
    package static let mostBytes = 512

    /// The bytes that `write` takes at most.
    package static func bound(for response: Response) -> Int {
        response.bytes.statusLine.count + response.bytes.fields.count + mostBytes
    }

    /// Writes the whole head: status line, Date, X-Request-Id, what the request asks for beyond
    /// that, Connection, framing of a stream, and the fields of the response.
    ///
    /// - Returns: the number of bytes written.
    @inline(__always)
    package func write(
        _ response: Response, plan: ResponsePlan, requestID: RequestIDBytes, extra: HeadExtra,
        to target: UnsafeMutableRawPointer
    ) -> Int {
        var end = target
        end.append(response.bytes.statusLine)
        dateLine.withUnsafeBytes { end.append($0) }
        end.append("X-Request-Id: ")
        requestID.write(to: &end)
        end.append("\r\n")
        if let trace = extra.trace { end.append(trace) }
        if let quota = extra.quota { end.append(quota) }
        switch plan.persistence {
        case .kept: break
        case .closed: end.append("Connection: close\r\n")
        case .keptForOldClient: end.append("Connection: keep-alive\r\n")
        }
        if plan.streamFraming == .chunked { end.append("Transfer-Encoding: chunked\r\n") }
        end.append(response.bytes.fields)
        return end - target
    }
}

/// A request's id as it is written to the response: borrowed from the head, or generated.
package enum RequestIDBytes {
    case generated(UInt64)
    case given(UnsafeRawBufferPointer)
    case owned(RequestID)

    @inline(__always)
    func write(to end: inout UnsafeMutableRawPointer) {
        switch self {
        case .generated(let bits):
            end.append(digits: 16, of: bits)
        case .given(let bytes):
            end.append(bytes)
        case .owned(let id):
            for byte in id.description.utf8 {
                end.storeBytes(of: byte, as: UInt8.self)
                end += 1
            }
        }
    }
}

/// What the engine adds to the head of a response for one request in particular.
package struct HeadExtra {
    package var trace: Trace?
    package var quota: RateQuota?

    /// Nothing but what is given.
    @inline(__always)
    package init(trace: Trace? = nil, quota: RateQuota? = nil) {
        self.trace = trace
        self.quota = quota
    }
}

extension UnsafeMutableRawPointer {
    /// `traceparent` of version 00: the caller's trace, and the span that answered.
    fileprivate mutating func append(_ trace: Trace) {
        append("traceparent: 00-")
        append(digits: 16, of: trace.parent.traceIDHigh)
        append(digits: 16, of: trace.parent.traceIDLow)
        append("-")
        append(digits: 16, of: trace.spanID)
        append("-")
        // The flags that are defined: sampled, random.
        append(digits: 2, of: UInt64(trace.parent.flags & 0x03))
        append("\r\n")
    }

    /// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10).
    fileprivate mutating func append(_ quota: RateQuota) {
        append("RateLimit-Policy: \"default\";q=")
        append(number: quota.burst)
        append(";w=")
        append(number: quota.windowSeconds)
        append("\r\nRateLimit: \"default\";r=")
        append(number: quota.remaining)
        append(";t=")
        append(number: quota.resetSeconds)
        append("\r\n")
    }

    /// The lowest digits of a number in hexadecimal.
    @inline(__always)
    fileprivate mutating func append(digits count: Int, of bits: UInt64) {
        for index in 0..<count {
            let shift = UInt64(4 * (count - 1 - index))
            let digit = UInt8(truncatingIfNeeded: bits &>> shift) & 0xf
            storeBytes(of: digit < 10 ? 0x30 + digit : 0x57 + digit, as: UInt8.self)
            self += 1
        }
    }

    /// A number in decimal.
    fileprivate mutating func append(number: UInt32) {
        var unit: UInt32 = 1
        while number / unit >= 10 { unit *= 10 }
        while unit > 0 {
            storeBytes(of: UInt8(truncatingIfNeeded: 0x30 + number / unit % 10), as: UInt8.self)
            self += 1
            unit /= 10
        }
    }

    /// Copies bytes here, and moves behind them.
    @inline(__always)
    fileprivate mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        copyMemory(from: start, byteCount: bytes.count)
        self += bytes.count
    }

    @inline(__always)
    fileprivate mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(text))
    }
}
