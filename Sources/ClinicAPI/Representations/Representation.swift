import ClinicCore
import Foundation
import HTTPTypes

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
    /// Whether it depends on `Accept`.
    var variesByType = true
    /// What is said of it beside the usual.
    var fields: HTTPFields = [:]

    /// The request fields that select it.
    var vary: String {
        (variesByType ? "Accept, " : "") + (variesByLanguage ? "Accept-Language, " : "")
            + "Accept-Encoding"
    }

    /// Takes an instant of change of something embedded.
    mutating func embed(changed instant: Date?) {
        guard let instant else { return }
        lastModified = lastModified.map { max($0, instant) } ?? instant
    }
}
