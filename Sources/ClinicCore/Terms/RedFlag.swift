/// A warning sign that must not wait. It is in every representation of a condition.
public struct RedFlag: Sendable, Hashable {
    /// How soon to act.
    public let level: Level
    /// The sign and what to do, in plain words.
    public let text: String

    /// How soon to act, most pressing first.
    public enum Level: String, Sendable, CaseIterable {
        /// Call the emergency number now.
        case emergency
        /// See a doctor today.
        case urgent
        /// See a doctor within days.
        case soon

        /// What a finding says is allowed.
        static let expected = "one of " + allCases.map(\.rawValue).joined(separator: ", ")
    }

    /// Joins both.
    public init(level: Level, text: String) {
        self.level = level
        self.text = text
    }
}
