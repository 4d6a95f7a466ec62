public import HTTPTypes

/// The head of a request: complete, valid, and borrowed.
///
/// All slices point into the receive buffer and are valid only during the call the head was handed
/// to. The type is not `Sendable`, so that the compiler keeps it on the event loop.
public struct RequestHead {
    /// What is asked for.
    public internal(set) var method: RequestMethod
    /// 0 for HTTP/1.0; 1 for HTTP/1.1 and whatever higher minor version was claimed
    /// (RFC 9110 §2.5).
    public internal(set) var minorVersion: Int
    /// Path and query as they came, after the absolute form is reduced to the origin form
    /// (RFC 9112 §3.2). `*` for `OPTIONS *`.
    public internal(set) var target: UnsafeRawBufferPointer
    /// The target up to the first "?": begins with "/" except for `*`. Percent-encoding is as sent.
    public internal(set) var path: UnsafeRawBufferPointer
    /// What follows the first "?", maybe empty; nil where there is none.
    public internal(set) var query: UnsafeRawBufferPointer?
    /// Host and port as named by the absolute form or else by `Host`; empty for an HTTP/1.0 request
    /// without one.
    public internal(set) var host: UnsafeRawBufferPointer
    /// How the body is delimited.
    public internal(set) var body: RequestBody
    /// Where the connection comes from.
    public internal(set) var peer: PeerAddress
    /// Whether the connection is encrypted.
    public internal(set) var isSecure: Bool
    /// The time at which the request is answered, to the second: what `Date` will say.
    public internal(set) var now: HTTPDate

    let base: UnsafeRawPointer
    let slots: UnsafePointer<FieldSlot>
    var fieldCount = 0
    var generatedID: UInt64 = 0

    /// The number of bytes from the start of the receive buffer to the end of the head.
    package var length = 0
    /// Whether the connection may be kept after this request, as far as the client is concerned.
    package var keepsAlive = true
    /// Whether the client waits for `100 Continue` before it sends the body.
    package var expectsContinue = false
    /// Set where the head is well-formed but the engine does not serve it: the framing is known, so
    /// that the connection can be kept.
    package var refusal: Refusal?
    /// The value of `X-Request-Id` where it can be taken over.
    package var givenID: UnsafeRawBufferPointer?
    /// The value of `traceparent` where it came once, valid or not.
    var givenTrace: UnsafeRawBufferPointer?

    init(
        base: UnsafeRawPointer, slots: UnsafePointer<FieldSlot>, context: RequestContext
    ) {
        self.base = base
        self.slots = slots
        method = .get
        minorVersion = 1
        target = UnsafeRawBufferPointer(start: nil, count: 0)
        path = target
        query = nil
        host = target
        body = .none
        peer = context.peer
        isSecure = context.isSecure
        now = context.now
        generatedID = context.requestID
    }
}

extension RequestHead {
    /// The id of the request: a valid `X-Request-Id`, else 64 random bits.
    public var requestID: RequestID {
        givenID.flatMap { RequestID(String(decoding: $0, as: UTF8.self)) } ?? RequestID(generatedID)
    }

    /// The 64 random bits, used where no id was given.
    package var generatedRequestID: UInt64 { generatedID }

    /// The caller's trace, if `traceparent` is there once and valid.
    public var traceParent: TraceParent? {
        givenTrace.flatMap { TraceParent($0) }
    }

    /// The place of this request in the caller's trace, if there is one.
    @inline(__always)
    package var trace: Trace? {
        traceParent.map { Trace(parent: $0, spanID: generatedID) }
    }

    /// The value of the first field line of this name, without the blanks around it; nil where
    /// there is none. `name` is in lower case.
    ///
    /// Meant for fields that have one value. Fields that are lists may come in several lines: see
    /// `lines(of:)`.
    public func field(_ name: StaticString) -> UnsafeRawBufferPointer? {
        for index in 0..<fieldCount where fieldName(at: index).equalsIgnoringCase(name) {
            return fieldValue(at: index)
        }
        return nil
    }

    /// The value of the first field line of this name as text; bytes that are no UTF-8 are replaced.
    public func fieldValue(_ name: StaticString) -> String? {
        field(name).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The values of all field lines of this name, in the order they came.
    public func lines(of name: StaticString) -> FieldLines {
        FieldLines(head: self, name: name)
    }

    /// All field lines, in the order they came, with names as they were sent.
    public var fields: FieldSequence {
        FieldSequence(head: self)
    }

    /// The path as text.
    public var pathText: String { String(decoding: path, as: UTF8.self) }

    /// The query as text; nil where there is no "?".
    public var queryText: String? { query.map { String(decoding: $0, as: UTF8.self) } }

    /// The request as an `HTTPTypes` value, which outlives the call. It costs several allocations,
    /// so make it where the answer is not at hand only.
    ///
    /// Never traps: what it is made of has been validated by the parser.
    public func makeRequest() -> HTTPRequest {
        var request = HTTPRequest(
            method: HTTPRequest.Method(rawValue: method.rawValue) ?? .get,
            scheme: isSecure ? "https" : "http",
            authority: host.isEmpty ? nil : String(decoding: host, as: UTF8.self),
            path: String(decoding: target, as: UTF8.self))
        for (name, value) in fields {
            guard let name = HTTPField.Name(String(decoding: name, as: UTF8.self)) else { continue }
            request.headerFields.append(HTTPField(name: name, value: value))
        }
        return request
    }

    @inline(__always)
    func fieldName(at index: Int) -> UnsafeRawBufferPointer {
        let slot = slots[index]
        return UnsafeRawBufferPointer(
            start: base + Int(slot.nameStart), count: Int(slot.nameLength))
    }

    @inline(__always)
    func fieldValue(at index: Int) -> UnsafeRawBufferPointer {
        let slot = slots[index]
        return UnsafeRawBufferPointer(
            start: base + Int(slot.valueStart), count: Int(slot.valueLength))
    }
}

/// It borrows the receive buffer, so it stays on the event loop.
@available(*, unavailable)
extension RequestHead: Sendable {}
