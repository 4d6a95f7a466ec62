/// A request head copied out of the receive buffer, which can be read again on any thread: for
/// requests that are answered later. Costs one allocation to make and a parse for each reading.
public struct CapturedHead: Sendable {
    private let bytes: [UInt8]
    private let context: RequestContext

    /// Copies the head.
    public init(_ head: RequestHead) {
        bytes = [UInt8](UnsafeRawBufferPointer(start: head.base, count: head.length))
        context = RequestContext(
            peer: head.peer, isSecure: head.isSecure, now: head.now, requestID: head.generatedID)
    }

    /// Reads the head again; it is valid during `body` only.
    public func withHead<Result>(_ body: (RequestHead) throws -> Result) rethrows -> Result {
        var limits = Limits()
        limits.targetBytes = bytes.count
        limits.fieldLineBytes = bytes.count
        limits.fieldBlockBytes = bytes.count
        limits.fieldCount = bytes.count { $0 == UInt8(ascii: "\n") }
        let table = FieldTable(capacity: limits.fieldCount)
        let parser = RequestParser(limits: limits)
        return try bytes.withUnsafeBytes { buffer in
            guard let head = try? parser.parse(buffer, into: table, context: context) else {
                preconditionFailure("the same bytes have been parsed before")
            }
            return try withExtendedLifetime(table) { try body(head) }
        }
    }
}
