/// What a connection is busy with, as metrics count it.
public enum ConnectionState: Int, Sendable, Hashable, CaseIterable {
    /// Nothing: it waits for a request.
    case idle
    /// A head or a body is coming.
    case reading
    /// The application is at work.
    case handling
    /// A response is pulled from its producer.
    case streaming
    /// The peer has not taken what is ready for it.
    case writing
    /// It ends.
    case closing
    /// It has not agreed on the keys of TLS.
    case handshake
}
