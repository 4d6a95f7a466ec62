import HTTPTypes

/// Which web pages may read the answers (Fetch standard, CORS protocol).
public struct CORS: Sendable {
    /// The value of `Access-Control-Allow-Origin`: "*", one origin, or nil for none.
    public let allowedOrigin: String?

    /// Every page may read.
    public static let any = CORS(allowedOrigin: "*")

    /// Pages of that origin may read; "*" for all, nil for none.
    public init(allowedOrigin: String?) {
        self.allowedOrigin = allowedOrigin
    }

    /// Adds what every answer says.
    func append(to fields: inout HTTPFields) {
        guard let allowedOrigin else { return }
        fields[.accessControlAllowOrigin] = allowedOrigin
        fields[.accessControlExposeHeaders] = Self.exposed
    }

    /// Adds what the answer to a preflight says.
    func appendPreflight(to fields: inout HTTPFields, methods: String) {
        guard allowedOrigin != nil else { return }
        fields[.accessControlAllowMethods] = methods
        fields[.accessControlAllowHeaders] = Self.allowed
        fields[.accessControlMaxAge] = "86400"
    }

    private static let exposed =
        "ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After, Traceparent, X-Request-Id"
    private static let allowed =
        "Accept, Accept-Language, Content-Type, If-Match, If-None-Match, If-Modified-Since, "
        + "X-Request-Id, Traceparent"
}
