/// What a token may do.
public enum Scope: String, Sendable, CaseIterable {
    /// Read drafts and history.
    case readDrafts = "read:drafts"
    /// Save drafts. Reading them comes with it.
    case write
    /// Publish, review, withdraw, rename and delete. Writing comes with it.
    case publish
    /// Everything, tokens and the audit log too.
    case admin

    /// What a finding says is allowed.
    public static var expected: String {
        "one or more of " + allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// Whether having this one is enough where `needed` is asked for.
    func grants(_ needed: Scope) -> Bool {
        let order = Self.allCases
        guard let own = order.firstIndex(of: self), let other = order.firstIndex(of: needed) else {
            return false
        }
        return own >= other
    }
}
