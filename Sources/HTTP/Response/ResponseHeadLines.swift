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
    package static let mostBytes = 256

    /// The bytes that `write` takes at most.
    package static func bound(for response: Response) -> Int {
        response.bytes.statusLine.count + response.bytes.fields.count + mostBytes
    }

    /// Writes the whole head: status line, Date, X-Request-Id, Connection, framing of a stream, and
    /// the fields of the response.
    ///
    /// - Returns: the number of bytes written.
    @inline(__always)
    package func write(
        _ response: Response, plan: ResponsePlan, requestID: RequestIDBytes,
        to target: UnsafeMutableRawPointer
    ) -> Int {
        var end = target
        end.append(response.bytes.statusLine)
        dateLine.withUnsafeBytes { end.append($0) }
        end.append("X-Request-Id: ")
        requestID.write(to: &end)
        end.append("\r\n")
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
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: bits &>> UInt64(60 - 4 * index)) & 0xf
                end.storeBytes(of: digit < 10 ? 0x30 + digit : 0x57 + digit, as: UInt8.self)
                end += 1
            }
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

extension UnsafeMutableRawPointer {
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
