public import ClinicCore
public import Foundation

/// One change that an editor asks for.
public struct Edit: Sendable {
    /// Which document.
    public var key: DocumentKey
    /// What to do.
    public var command: Command
    /// What must hold before.
    public var precondition: Precondition
    /// Who asks; kept in the log.
    public var author: String
    /// Why, if said; kept in the log.
    public var reason: String?
    /// When.
    public var at: Date

    /// Joins the parts.
    public init(
        _ command: Command, _ key: DocumentKey, precondition: Precondition, author: String,
        reason: String? = nil, at: Date
    ) {
        self.key = key
        self.command = command
        self.precondition = precondition
        self.author = author
        self.reason = reason
        self.at = at
    }

    /// What to do with a document.
    public enum Command: Sendable {
        /// Save this as the draft.
        case save(Document)
        /// Save the draft, or else the public document, with this merged in (RFC 7396).
        case merge(Value)
        /// Make the draft public, now or at `at`, and take it back at `until`.
        case publish(at: Date?, until: Date?)
        /// Record a review of the public document.
        case review(Review)
        /// Take the public document back; readers are pointed to the replacement.
        case withdraw(replacement: Slug?)
        /// Give the document another slug; documents that name it follow.
        case rename(Slug)
        /// Delete draft and public document; their revisions stay in the log.
        case delete
        /// Save the document of that revision as the draft.
        case restore(Int64)

        /// The word for it in the audit log.
        public var name: String {
            switch self {
            case .save: "save"
            case .merge: "patch"
            case .publish(at: nil, _): "publish"
            case .publish: "schedule"
            case .review: "review"
            case .withdraw: "withdraw"
            case .rename: "rename"
            case .delete: "delete"
            case .restore: "restore"
            }
        }
    }

    /// What must hold of the document before.
    public enum Precondition: Sendable, Equatable {
        /// There is none.
        case absent
        /// Its latest revision has this number.
        case revision(Int64)
        /// There is one.
        case exists
    }
}

/// Why an edit was not made. Nothing was changed.
public enum EditFailure: Error, Sendable {
    /// There is no such document, revision, or nothing of it that the command could apply to.
    case notFound(String)
    /// The precondition fails: the number of the latest revision, nil where there is no document.
    case stale(current: Int64?)
    /// The document's shape is wrong: all findings.
    case invalid([Finding])
    /// A rule for publishing is broken: all findings.
    case blocked([Finding])
    /// Public documents name it.
    case needed(by: [DocumentKey])
    /// The state of the document does not allow it, in one sentence.
    case conflict(String)
    /// The idempotency key was used for another request.
    case keyReused
    /// The store itself failed.
    case store(StoreError)
}

extension EditFailure {
    /// What an error of a write means to who asked for it.
    init(_ error: any Error) {
        switch error {
        case let failure as EditFailure: self = failure
        case let error as StoreError: self = .store(error)
        default: self = .store(.database("\(error)"))
        }
    }
}

/// What an edit came to.
public struct EditResult: Sendable {
    /// The document as editors see it now; nil after a deletion.
    public let document: EditorialDocument?
    /// The document's key, which a rename changes.
    public let key: DocumentKey
    /// The number of the revision that was made.
    public let revision: Int64
    /// Whether the document is new.
    public let isNew: Bool
}
