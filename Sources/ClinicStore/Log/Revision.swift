public import ClinicCore
import Digests
public import Foundation

/// One entry of the log: who did what to which document, when and why, and the whole document.
public struct Revision: Sendable {
    /// Which document.
    public let key: DocumentKey
    /// What was done.
    public let action: Action
    /// Where it came from.
    public let origin: Origin
    /// Who did it.
    public let author: String
    /// Why, if said.
    public let reason: String?
    /// What belongs to the action: times, a replacement, a new slug.
    public let detail: Value.Object
    /// When.
    public let at: Date
    /// The document in whole.
    public let document: Document

    /// What was done to a document.
    public enum Action: String, Sendable {
        /// Saved, not public.
        case draft
        /// Made public.
        case publish
        /// To be made public at a time to come: `at` in the detail.
        case schedule
        /// Reviewed; the public revision says so at once.
        case review
        /// Taken back: `replacement` in the detail, where there is one.
        case withdraw
        /// Renamed: `slug` in the detail is the new one.
        case rename
        /// Deleted.
        case delete
    }

    /// Where a revision came from.
    public enum Origin: Sendable, Equatable {
        /// A content file: its path in the content directory, and its SHA-256.
        case file(path: String, digest: [UInt8])
        /// A person, by the API or the command line.
        case editor
    }

    /// Joins the parts.
    public init(
        key: DocumentKey, action: Action, origin: Origin, author: String, reason: String? = nil,
        detail: Value.Object = [:], at: Date, document: Document
    ) {
        self.key = key
        self.action = action
        self.origin = origin
        self.author = author
        self.reason = reason
        self.detail = detail
        self.at = at
        self.document = document
    }
}

/// Times are kept as whole milliseconds since 1970.
extension Date {
    var milliseconds: Int64 { Int64((timeIntervalSince1970 * 1000).rounded(.down)) }

    init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}
