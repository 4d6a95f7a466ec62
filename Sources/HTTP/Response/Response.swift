public import HTTPTypes

/// A response, made once and written any number of times: the bytes are ready.
///
/// The head is serialised when the response is made, all but what differs from one request to the
/// next: `Date`, `X-Request-Id` and `Connection`, which the engine adds as it writes. A response
/// that is cached costs no allocation and no copy of its body for each request.
public final class Response: Sendable {
    /// What follows the head.
    public enum Body: Sendable {
        /// Nothing. `Content-Length: 0`, where the status allows for one.
        case none
        /// These bytes.
        case bytes([UInt8])
        /// Bytes pulled from a producer: chunked on HTTP/1.1, delimited by the end of the
        /// connection on HTTP/1.0.
        case stream(BodyProducer)
    }

    /// The status code.
    public let status: Int
    /// The route's name for logs and metrics, never the path.
    public let route: String
    /// Stands for `route` where metrics are counted; never 0.
    package let routeKey: UInt64
    /// Where the body comes from, if it is pulled.
    package let producer: BodyProducer?
    let bytes: ResponseBytes

    /// Serialises the head and copies the body behind it.
    ///
    /// For a HEAD request make the response of the GET: the engine leaves the body out.
    ///
    /// The framing is the engine's own: `Content-Length`, `Transfer-Encoding`, `Connection`, `Date`,
    /// `X-Request-Id` and `Keep-Alive` among `fields` are left out. `Content-Length` is written as
    /// RFC 9110 §8.6 says: for every body of known length, never for 1xx, 204, 304 (which have no
    /// body, whatever was given). A field whose value holds CR, LF or NUL is left out, so that no
    /// value can forge another field.
    ///
    /// - Parameters:
    ///   - status: from 200 to 599.
    ///   - fields: everything the application says about the response.
    ///   - body: what follows.
    ///   - route: the label of the route in logs and metrics.
    public init(status: Int, fields: HTTPFields, body: Body, route: String) {
        precondition((200...599).contains(status), "a final status code")
        self.status = status
        self.route = route
        routeKey = Self.key(of: route)
        let bodyless = status == 204 || status == 304
        var content: [UInt8] = []
        var producer: BodyProducer?
        switch body {
        case .none: break
        case .bytes(let bytes): if !bodyless { content = bytes }
        case .stream(let stream): if !bodyless { producer = stream }
        }
        self.producer = producer
        var head = ResponseHeadWriter(status: status)
        head.append(fields)
        if !bodyless, producer == nil { head.append(contentLength: content.count) }
        bytes = ResponseBytes(head: head, body: content)
    }

    /// FNV-1a. The labels are the application's own and few: two of one key do not happen.
    private static func key(of route: String) -> UInt64 {
        let hash = route.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
        }
        return hash | 1
    }

    /// Head and body as held in memory, in bytes.
    public var size: Int { bytes.count }

    /// The length of the body; 0 for a stream.
    public var bodyLength: Int { bytes.body.count }

    /// Whether the body is pulled from a producer.
    public var isStream: Bool { producer != nil }
}

extension Response {
    /// The body as an array, for tests and for those who make one response of another; empty for a
    /// stream.
    public var bodyBytes: [UInt8] { withExtendedLifetime(self) { Array(bytes.body) } }

    /// Status line and fields as text, without what the engine adds as it writes.
    public var headText: String {
        withExtendedLifetime(self) {
            String(decoding: bytes.statusLine, as: UTF8.self)
                + String(decoding: bytes.fields, as: UTF8.self)
        }
    }

    /// The value of the first field of this name, whatever the case of its letters.
    public func fieldValue(_ name: String) -> String? {
        for line in headText.split(separator: "\r\n").dropFirst() {
            guard let colon = line.firstIndex(of: ":"),
                line[..<colon].lowercased() == name.lowercased()
            else { continue }
            return String(line[line.index(colon, offsetBy: 2)...])
        }
        return nil
    }
}

extension Response {
    /// Hands out the body in place.
    package func withBody<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        withExtendedLifetime(self) { body(bytes.body) }
    }

    /// The body in place, for one who holds the response for as long as this is used.
    package var stableBody: UnsafeRawBufferPointer { bytes.body }
}
