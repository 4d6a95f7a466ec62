import ClinicCore

/// How much the body of an editor's request may be.
public struct BodyLimits: Sendable, Hashable {
    /// Bytes, as sent and after it is expanded (413).
    public var bytes = 1 << 20
    /// Lists and objects within each other (400).
    public var depth = JSONParser.defaultDepthLimit

    /// The defaults.
    public init() {}
}
