/// Reads request heads strictly: any doubt is a refusal (RFC 9112 §2.2, §3, §5).
///
/// It keeps nothing between calls: a head that is not complete is read again from its start when
/// more of it has come. Call it when a line end has come, or when a limit could have been passed:
/// then a head is read at most once for each of its lines.
public struct RequestParser: Sendable {
    let limits: Limits

    /// A parser for these limits.
    public init(limits: Limits) {
        self.limits = limits
    }

    /// The empty lines that may precede a request line (RFC 9112 §2.2 asks for at least one).
    static let leadingEmptyLines = 4

    /// The longest method name that is still called unknown rather than malformed.
    static let methodBytes = 64

    /// Reads the head at the start of `bytes`.
    ///
    /// - Parameters:
    ///   - bytes: what has been received and not been used. The head borrows it.
    ///   - table: where the field slots are written; it has at least `limits.fieldCount` of them.
    ///   - context: what is known of the request from elsewhere.
    /// - Returns: the head, or nil where more bytes are needed.
    /// - Throws: what the connection is answered with before it is closed.
    package func parse(
        _ bytes: UnsafeRawBufferPointer, into table: FieldTable, context: RequestContext
    ) throws(Refusal) -> RequestHead? {
        var cursor = ByteCursor(bytes)
        guard try skipEmptyLines(&cursor), let base = bytes.baseAddress else { return nil }
        var head = RequestHead(base: base, slots: UnsafePointer(table.slots), context: context)
        guard let form = try parseRequestLine(&cursor, into: &head) else { return nil }
        var framing = Framing()
        guard try parseFields(&cursor, into: &head, table: table, framing: &framing) else {
            return nil
        }
        head.length = cursor.position
        try framing.finish(&head, form: form)
        return head
    }

    /// Passes over a few empty lines. False where more bytes are needed.
    @inline(__always)
    private func skipEmptyLines(_ cursor: inout ByteCursor) throws(Refusal) -> Bool {
        var lines = 0
        while let byte = cursor.peek() {
            guard byte == 0x0d else { return true }
            guard let next = cursor.peek(1) else { return false }
            guard next == 0x0a, lines < Self.leadingEmptyLines else {
                throw .badRequest(.requestLine)
            }
            lines += 1
            cursor.advance(2)
        }
        return false
    }

    /// Reads all field lines and the empty line. False where more bytes are needed.
    @inline(__always)
    private func parseFields(
        _ cursor: inout ByteCursor, into head: inout RequestHead, table: FieldTable,
        framing: inout Framing
    ) throws(Refusal) -> Bool {
        let start = cursor.position
        while true {
            guard let first = cursor.peek() else { return false }
            if first == 0x0d {
                guard let second = cursor.peek(1) else { return false }
                guard second == 0x0a else { throw .badRequest(.lineEnding) }
                cursor.advance(2)
                return true
            }
            let lineStart = cursor.position
            guard let slot = try parseField(&cursor, lineStart: lineStart) else {
                if cursor.count - start > limits.fieldBlockBytes { throw .headerFieldsTooLarge }
                return false
            }
            guard cursor.position - start <= limits.fieldBlockBytes,
                head.fieldCount < limits.fieldCount, head.fieldCount < table.capacity
            else { throw .headerFieldsTooLarge }
            table.slots[head.fieldCount] = slot
            head.fieldCount += 1
            try framing.note(&head, at: head.fieldCount - 1)
        }
    }

    /// Reads one field line with its line end. Nil where more bytes are needed.
    @inline(__always)
    private func parseField(
        _ cursor: inout ByteCursor, lineStart: Int
    ) throws(Refusal) -> FieldSlot? {
        let lineLimit = lineStart + limits.fieldLineBytes
        cursor.skip(ByteClass.token)
        if cursor.position > lineLimit { throw .headerFieldsTooLarge }
        guard let colon = cursor.peek() else { return nil }
        let nameLength = cursor.position - lineStart
        guard colon == 0x3a, nameLength > 0 else {
            throw .badRequest(
                lineStart == cursor.position && colon.isBlank ? .fieldFolding : .fieldName)
        }
        cursor.advance(1)
        cursor.skipBlanks()
        let valueStart = cursor.position
        cursor.skipFieldContent()
        if cursor.position > lineLimit { throw .headerFieldsTooLarge }
        guard let end = cursor.peek() else { return nil }
        guard end == 0x0d else {
            throw .badRequest(end == 0x0a ? .lineEnding : .fieldValue)
        }
        guard let lineFeed = cursor.peek(1) else { return nil }
        guard lineFeed == 0x0a else { throw .badRequest(.lineEnding) }
        let valueEnd = cursor.positionBeforeBlanks(from: valueStart)
        cursor.advance(2)
        return FieldSlot(
            nameStart: Int32(truncatingIfNeeded: lineStart),
            nameLength: Int32(truncatingIfNeeded: nameLength),
            valueStart: Int32(truncatingIfNeeded: valueStart),
            valueLength: Int32(truncatingIfNeeded: valueEnd - valueStart))
    }
}
