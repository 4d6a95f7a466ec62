extension Review {
    /// The review that the members of a stored document tell of, if any.
    public init?(of members: Value.Object) {
        var reader = ObjectReader(.object(members), report: .init())
        guard let review = reader.review() else { return nil }
        self = review
    }
}
