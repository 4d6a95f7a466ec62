/// Where a fact comes from.
public struct Source: Sendable, Hashable {
    /// The title of the page or work.
    public var title: String
    /// Who published it.
    public var publisher: String?
    /// Where it stands.
    public var url: WebAddress?
}
