extension Refusal {
    /// The kinds of refusal, as metrics count them.
    public enum Reason: Int, Sendable, Hashable, CaseIterable {
        case badRequest, requestTimeout, contentTooLarge, uriTooLong, headerFieldsTooLarge
        case expectationFailed, methodNotImplemented, codingNotImplemented, versionNotSupported
        case overloaded, tooManyRequests, plainOnTLSPort

        /// The name in snake case.
        public var label: String {
            switch self {
            case .badRequest: "bad_request"
            case .requestTimeout: "request_timeout"
            case .contentTooLarge: "content_too_large"
            case .uriTooLong: "uri_too_long"
            case .headerFieldsTooLarge: "header_fields_too_large"
            case .expectationFailed: "expectation_failed"
            case .methodNotImplemented: "method_not_implemented"
            case .codingNotImplemented: "coding_not_implemented"
            case .versionNotSupported: "version_not_supported"
            case .overloaded: "overloaded"
            case .tooManyRequests: "too_many_requests"
            case .plainOnTLSPort: "plain_on_tls_port"
            }
        }
    }
}
