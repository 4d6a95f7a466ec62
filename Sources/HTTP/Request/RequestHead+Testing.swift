extension RequestHead {
    /// Parses `text` and hands the head to `body`: for who asks a responder without a socket, such as
    /// tests, and commands while no server runs.
    ///
    /// - Throws: the refusal the engine would answer with; `badRequest(.requestLine)` where the head
    ///   is not complete.
    public static func withParsed<Result>(
        _ text: String, peer: PeerAddress = .ipv4(0x7f00_0001, port: 50_000),
        isSecure: Bool = false, now: HTTPDate = HTTPDate(secondsSinceEpoch: 1_800_000_000),
        limits: Limits = Limits(), requestID: UInt64 = 0x0123_4567_89ab_cdef,
        _ body: (RequestHead) -> Result
    ) throws(Refusal) -> Result {
        let bytes = Array(text.utf8)
        let table = FieldTable(capacity: limits.fieldCount)
        let context = RequestContext(
            peer: peer, isSecure: isSecure, now: now, requestID: requestID)
        let parser = RequestParser(limits: limits)
        // `withUnsafeBytes` rethrows any error; the closure's own error type is kept by a result.
        let outcome = bytes.withUnsafeBytes { buffer -> Swift.Result<Result, Refusal> in
            do throws(Refusal) {
                guard let head = try parser.parse(buffer, into: table, context: context) else {
                    return .failure(.badRequest(.requestLine))
                }
                if let refusal = head.refusal { return .failure(refusal) }
                return withExtendedLifetime(table) { .success(body(head)) }
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}
