extension RequestParser {
    /// Reads `method SP request-target SP HTTP-version CR LF` (RFC 9112 §3).
    /// Nil where more bytes are needed.
    @inline(__always)
    func parseRequestLine(
        _ cursor: inout ByteCursor, into head: inout RequestHead
    ) throws(Refusal) -> TargetForm? {
        let methodStart = cursor.position
        cursor.skip(ByteClass.token)
        let methodLength = cursor.position - methodStart
        // Whether what follows has come or not: a part means what the whole does.
        guard methodLength <= Self.methodBytes else { throw .methodNotImplemented }
        guard let afterMethod = cursor.peek() else { return nil }
        guard afterMethod == 0x20, methodLength > 0 else { throw .badRequest(.requestLine) }
        let methodName = cursor.slice(methodStart..<cursor.position)
        cursor.advance(1)

        let targetStart = cursor.position
        cursor.skipVisible(limit: limits.targetBytes + 1)
        guard cursor.position - targetStart <= limits.targetBytes else { throw .uriTooLong }
        guard let afterTarget = cursor.peek() else { return nil }
        guard afterTarget == 0x20 else {
            throw .badRequest(afterTarget == 0x0d || afterTarget == 0x0a ? .requestLine : .target)
        }
        let target = cursor.slice(targetStart..<cursor.position)
        guard !target.isEmpty else { throw .badRequest(.requestLine) }
        cursor.advance(1)

        guard let minorVersion = try parseVersion(&cursor) else { return nil }
        head.minorVersion = minorVersion
        if let method = RequestMethod(methodName) {
            head.method = method
        } else {
            head.refusal = .methodNotImplemented
        }
        return try readTarget(target, into: &head)
    }

    /// Reads `HTTP/1.1` and the line end; the name is case-sensitive (RFC 9112 §2.3).
    /// Nil where more bytes are needed.
    @inline(__always)
    private func parseVersion(_ cursor: inout ByteCursor) throws(Refusal) -> Int? {
        let pattern: StaticString = "HTTP/"
        for index in 0..<5 {
            guard let byte = cursor.peek(index) else { return nil }
            guard byte == pattern.utf8Start[index] else { throw .badRequest(.version) }
        }
        guard let majorByte = cursor.peek(5) else { return nil }
        guard let major = majorByte.decimalValue else { throw .badRequest(.version) }
        guard let dot = cursor.peek(6) else { return nil }
        guard dot == 0x2e else { throw .badRequest(.version) }
        guard let minorByte = cursor.peek(7) else { return nil }
        guard let minor = minorByte.decimalValue else { throw .badRequest(.version) }
        guard let carriageReturn = cursor.peek(8) else { return nil }
        guard carriageReturn == 0x0d else {
            throw .badRequest(carriageReturn == 0x0a ? .lineEnding : .version)
        }
        guard let lineFeed = cursor.peek(9) else { return nil }
        guard lineFeed == 0x0a else { throw .badRequest(.lineEnding) }
        guard major == 1 else { throw .versionNotSupported }
        cursor.advance(10)
        return min(minor, 1)
    }

    /// Splits the target, in whichever form it came.
    @inline(__always)
    private func readTarget(
        _ target: UnsafeRawBufferPointer, into head: inout RequestHead
    ) throws(Refusal) -> TargetForm {
        if head.method == .connect, head.refusal == nil {
            // Authority form. Nothing here opens tunnels, whatever the address.
            guard Authority.isValid(target), target.contains(0x3a), target.last != 0x3a else {
                throw .badRequest(.target)
            }
            head.refusal = .methodNotImplemented
            head.target = target
            head.path = target
            return .asterisk
        }
        if target[0] == 0x2f {
            try splitPathAndQuery(target, into: &head)
            return .origin
        }
        if target.equals("*") {
            guard head.method == .options || head.refusal != nil else { throw .badRequest(.target) }
            head.target = target
            head.path = target
            return .asterisk
        }
        return try readAbsoluteForm(target, into: &head)
    }

    @inline(__always)
    private func splitPathAndQuery(
        _ target: UnsafeRawBufferPointer, into head: inout RequestHead
    ) throws(Refusal) {
        head.target = target
        var index = 0
        while index < target.count, ByteClass.path.contains(target[index]) { index += 1 }
        head.path = target.slice(0..<index)
        guard index < target.count else { return }
        guard target[index] == 0x3f else { throw .badRequest(.target) }
        let query = target.slice(index + 1..<target.count)
        for byte in query where !ByteClass.query.contains(byte) {
            throw .badRequest(.target)
        }
        head.query = query
    }

    /// Reduces `http://host/path` to its path, and takes the host from it: that of `Host` is then
    /// ignored (RFC 9112 §3.2.2).
    private func readAbsoluteForm(
        _ target: UnsafeRawBufferPointer, into head: inout RequestHead
    ) throws(Refusal) -> TargetForm {
        let schemeLength: Int
        if target.count > 7, target.slice(0..<7).equalsIgnoringCase("http://") {
            schemeLength = 7
        } else if head.isSecure, target.count > 8,
            target.slice(0..<8).equalsIgnoringCase("https://")
        {
            // On a plain connection a request for https is refused (RFC 9110 §7.4).
            schemeLength = 8
        } else {
            throw .badRequest(.target)
        }
        let rest = target.slice(schemeLength..<target.count)
        let end = rest.firstIndex { $0 == 0x2f || $0 == 0x3f } ?? rest.count
        head.host = rest.slice(0..<end)
        guard Authority.isValid(head.host) else { throw .badRequest(.target) }
        let pathAndQuery = rest.slice(end..<rest.count)
        try splitPathAndQuery(pathAndQuery, into: &head)
        if head.path.isEmpty {
            // An empty path is "/", or "*" where OPTIONS has no query either (RFC 9112 §3.2.4).
            let isServerWide = head.method == .options && pathAndQuery.isEmpty
            head.path = UnsafeRawBufferPointer(isServerWide ? "*" : "/")
            if pathAndQuery.isEmpty { head.target = head.path }
        }
        return .absolute
    }
}
