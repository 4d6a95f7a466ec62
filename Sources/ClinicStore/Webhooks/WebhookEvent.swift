/// What a webhook may be told of: the kinds of change of the public feed.
public enum WebhookEvent: String, Sendable, CaseIterable {
    /// A document has become public.
    case published
    /// A public document has changed.
    case updated
    /// A public document was taken back.
    case withdrawn
    /// A document that was public is gone.
    case deleted

    /// What a finding says is allowed.
    public static var expected: String {
        "one or more of " + allCases.map(\.rawValue).joined(separator: ", ")
    }
}
