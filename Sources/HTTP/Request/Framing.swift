/// What the engine itself reads in the fields of a request: host, framing, persistence, expectation
/// (RFC 9112 §3.2, §6, §9.3; RFC 9110 §10.1.1).
struct Framing {
    private var hosts = 0
    private var host: UnsafeRawBufferPointer?
    private var contentLength: Int?
    private var hasContentLength = false
    private var hasTransferEncoding = false
    /// The codings before the one read last held `chunked`.
    private var hasChunked = false
    private var hasUnknownCoding = false
    private var lastIsChunked = false
    private var asksToClose = false
    private var asksToKeep = false
    private var traceLines = 0
    private var expectsContinue = false
    private var hasOtherExpectation = false

    /// Looks at the field line that was just read.
    @inline(__always)
    mutating func note(_ head: inout RequestHead, at index: Int) throws(Refusal) {
        let name = head.fieldName(at: index)
        switch name.count {
        case 4 where name.equalsIgnoringCase("host"):
            hosts += 1
            host = head.fieldValue(at: index)
        case 6 where name.equalsIgnoringCase("expect"):
            noteExpectation(head.fieldValue(at: index))
        case 10 where name.equalsIgnoringCase("connection"):
            noteConnection(head.fieldValue(at: index))
        case 11 where name.equalsIgnoringCase("traceparent"):
            // Two of them make none (W3C Trace Context §3.2).
            traceLines += 1
            head.givenTrace = traceLines == 1 ? head.fieldValue(at: index) : nil
        case 12 where name.equalsIgnoringCase("x-request-id"):
            let value = head.fieldValue(at: index)
            if RequestID.isValid(value) { head.givenID = value }
        case 14 where name.equalsIgnoringCase("content-length"):
            try noteContentLength(head.fieldValue(at: index))
        case 17 where name.equalsIgnoringCase("transfer-encoding"):
            try noteTransferEncoding(head.fieldValue(at: index))
        default:
            break
        }
    }

    /// Digits alone, once: a list of equal lengths is a sign of a broken sender (RFC 9112 §6.3).
    private mutating func noteContentLength(
        _ value: UnsafeRawBufferPointer
    ) throws(Refusal) {
        guard !hasContentLength, !value.isEmpty else { throw .badRequest(.contentLength) }
        hasContentLength = true
        var length = 0
        for byte in value {
            guard let digit = byte.decimalValue else { throw .badRequest(.contentLength) }
            let (tens, overflows) = length.multipliedReportingOverflow(by: 10)
            let (sum, overflowsToo) = tens.addingReportingOverflow(digit)
            guard !overflows, !overflowsToo else { throw .badRequest(.contentLength) }
            length = sum
        }
        contentLength = length
    }

    private mutating func noteTransferEncoding(
        _ value: UnsafeRawBufferPointer
    ) throws(Refusal) {
        hasTransferEncoding = true
        var rest = value
        while true {
            let end = rest.firstIndex(of: 0x2c) ?? rest.count
            let coding = rest.slice(0..<end).trimmed()
            guard !coding.isEmpty else { throw .badRequest(.transferEncoding) }
            // What follows `chunked` would be applied outside of it: no length could be trusted.
            guard !hasChunked else { throw .badRequest(.transferEncoding) }
            lastIsChunked = coding.equalsIgnoringCase("chunked")
            if lastIsChunked { hasChunked = true } else { hasUnknownCoding = true }
            guard end < rest.count else { return }
            rest = rest.slice(end + 1..<rest.count)
        }
    }

    private mutating func noteConnection(_ value: UnsafeRawBufferPointer) {
        if value.equalsIgnoringCase("keep-alive") {
            asksToKeep = true
            return
        }
        for option in value.split(separator: 0x2c) {
            let option = UnsafeRawBufferPointer(rebasing: option).trimmed()
            if option.equalsIgnoringCase("close") { asksToClose = true }
            if option.equalsIgnoringCase("keep-alive") { asksToKeep = true }
        }
    }

    private mutating func noteExpectation(_ value: UnsafeRawBufferPointer) {
        if value.equalsIgnoringCase("100-continue") {
            expectsContinue = true
        } else {
            hasOtherExpectation = true
        }
    }

    /// Settles what the fields say together, and writes it to the head.
    @inline(__always)
    func finish(_ head: inout RequestHead, form: TargetForm) throws(Refusal) {
        if hosts != 1 || host.map(Authority.isValid) != true {
            guard hosts == 0, head.minorVersion == 0 else { throw .badRequest(.host) }
        }
        if form != .absolute, let host { head.host = host }
        if hasTransferEncoding {
            try finishTransferEncoding(&head)
        } else if let contentLength {
            head.body = .length(contentLength)
        }
        head.keepsAlive = !asksToClose && (head.minorVersion == 1 || asksToKeep)
        if head.minorVersion == 1 {
            if hasOtherExpectation, head.refusal == nil { head.refusal = .expectationFailed }
            head.expectsContinue =
                expectsContinue && head.body != .none
                && head.body != .length(0)
        }
    }

    private func finishTransferEncoding(_ head: inout RequestHead) throws(Refusal) {
        guard !hasContentLength else { throw .badRequest(.contentLengthWithTransferEncoding) }
        // A transfer coding in HTTP/1.0 means faulty framing (RFC 9112 §6.1).
        guard head.minorVersion == 1 else { throw .badRequest(.transferEncoding) }
        if hasUnknownCoding { throw .codingNotImplemented }
        guard lastIsChunked else { throw .badRequest(.transferEncoding) }
        head.body = .chunked
    }
}
