/// What kind of handshake there was, as metrics count it.
public struct TLSHandshake: Sendable, Hashable, CaseIterable {
    /// The versions that are spoken.
    public enum Version: Int, Sendable, Hashable, CaseIterable {
        case tls12, tls13

        /// `1.2` or `1.3`
        public var label: String { self == .tls12 ? "1.2" : "1.3" }
    }

    /// The version.
    public let version: Version
    /// Whether an earlier session was taken up again.
    public let isResumed: Bool

    /// All kinds.
    public static let allCases = Version.allCases.flatMap { version in
        [
            TLSHandshake(version: version, isResumed: false),
            TLSHandshake(version: version, isResumed: true),
        ]
    }

    /// Its place in `allCases`.
    var index: Int { version.rawValue * 2 + (isResumed ? 1 : 0) }
}
