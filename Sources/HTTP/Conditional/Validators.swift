/// What is known of the current representation of a resource (RFC 9110 §8.8).
public struct Validators: Sendable, Hashable {
    /// Its entity tag.
    public var entityTag: EntityTag?
    /// When it last changed.
    public var lastModified: HTTPDate?

    /// Joins the two.
    public init(entityTag: EntityTag?, lastModified: HTTPDate?) {
        self.entityTag = entityTag
        self.lastModified = lastModified
    }
}
