/// What the conditions of a request come to.
public enum PreconditionOutcome: Sendable, Hashable {
    /// Do what the method says.
    case proceed
    /// 304: the client has the current representation.
    case notModified
    /// 412: the resource is not in the state that the client expects.
    case failed
}
