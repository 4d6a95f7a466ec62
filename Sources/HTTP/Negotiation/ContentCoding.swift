/// The codings a response can come in.
public enum ContentCoding: Sendable, Hashable {
    /// As it is.
    case identity
    /// Compressed (RFC 9110 §8.4.1.3).
    case gzip
}
