import ClinicCore
import Foundation

/// What is answered to a successful read, before it is bytes.
struct Representation {
    /// The document.
    var object: Value.Object
    /// The language it is in, if in one.
    var language: LanguageTag?
    /// When it last changed, everything embedded in it included.
    var lastModified: Date?
    /// The instant at which it changes by time alone, if it does.
    var validUntil: Date?
    /// Targets and their relation types (RFC 8288).
    var links: [(target: String, relation: String)] = []
    /// Whether it depends on `Accept-Language`.
    var variesByLanguage = true

    /// Takes an instant of change of something embedded.
    mutating func embed(changed instant: Date?) {
        guard let instant else { return }
        lastModified = lastModified.map { max($0, instant) } ?? instant
    }
}

extension Date {
    /// RFC 3339 in UTC to the second: "2026-11-22T10:00:00Z".
    var timestamp: String { formatted(.iso8601) }
}
