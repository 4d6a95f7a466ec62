/// The field lines that differ from one response to the next, written as the response goes out.
package struct ResponseHeadLines {
    /// `Date: Sun, 06 Nov 1994 08:49:37 GMT` and CR LF, made once a second.
    private var dateLine: [UInt8]
    /// `Strict-Transport-Security: max-age=31536000` and CR LF, or nothing.
    private var securityLine: [UInt8] = []
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

    /// For how long clients are told to come by TLS only (RFC 6797 §6.1); 0 for not at all. It is told
    /// over TLS only (§7.2).
    package mutating func strictTransportSecurity(_ seconds: Int) {
        securityLine =
            seconds > 0 ? Array("Strict-Transport-Security: max-age=\(seconds)\r\n".utf8) : []
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
        if extra.isSecure { securityLine.withUnsafeBytes { end.append($0) } }
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
