import HTTP
import HTTPTypes

/// Which web pages may read the answers, and from which ones editors may write (Fetch standard, CORS
/// protocol).
///
/// Reading is for every page unless it is narrowed. Writing from a page is for none, unless its origin
/// is among the editors': then a token may be sent along, by any method. Cookies play no part in it.
public struct CORS: Sendable {
    /// The value of `Access-Control-Allow-Origin`: "*", one origin, or nil for none.
    public let allowedOrigin: String?
    /// The origins from which editors write.
    public let editorOrigins: Set<String>

    /// The editors' origin that is answered, if the request came from one.
    private var editorOrigin: String?

    /// Every page may read.
    public static let any = CORS(allowedOrigin: "*")

    /// Pages of that origin may read, "*" for all, nil for none; editors write from those others.
    public init(allowedOrigin: String?, editorOrigins: Set<String> = []) {
        self.allowedOrigin = allowedOrigin
        self.editorOrigins = editorOrigins
    }

    /// The same for the answer to that request. What is kept for others is never made with it.
    func answering(_ head: RequestHead) -> CORS {
        guard !editorOrigins.isEmpty, let origin = head.fieldValue("origin"),
            editorOrigins.contains(origin)
        else { return self }
        var cors = self
        cors.editorOrigin = origin
        return cors
    }

    /// Adds what every answer says. Called after all that sets `Vary`.
    func append(to fields: inout HTTPFields) {
        guard let origin = editorOrigin ?? allowedOrigin else { return }
        fields[.accessControlAllowOrigin] = origin
        // Of all, as no answer depends on cookies.
        fields[.accessControlExposeHeaders] = "*"
        guard editorOrigin != nil else { return }
        fields[.vary] = fields[.vary].map { $0 + ", Origin" } ?? "Origin"
    }

    /// Adds what the answer to a preflight says, of a resource that has those methods.
    func appendPreflight(to fields: inout HTTPFields, methods: [RequestMethod]) {
        guard editorOrigin == nil else {
            fields[.accessControlAllowMethods] = Self.list(methods)
            fields[.accessControlAllowHeaders] = Self.allowed + Self.allowedToEditors
            fields[.accessControlMaxAge] = Self.maxAgeSeconds
            return
        }
        guard allowedOrigin != nil else { return }
        let reading = methods.filter { [.get, .head, .options].contains($0) }
        guard reading.contains(.get) else { return }
        fields[.accessControlAllowMethods] = Self.list(reading)
        fields[.accessControlAllowHeaders] = Self.allowed
        fields[.accessControlMaxAge] = Self.maxAgeSeconds
    }

    private static func list(_ methods: [RequestMethod]) -> String {
        methods.map(\.rawValue).joined(separator: ", ")
    }

    private static let maxAgeSeconds = "86400"
    private static let allowed =
        "Accept, Accept-Language, Content-Type, If-Match, If-None-Match, If-Modified-Since, "
        + "Last-Event-ID, X-Request-Id, Traceparent"
    private static let allowedToEditors = ", Authorization, Content-Encoding, Idempotency-Key"
}
