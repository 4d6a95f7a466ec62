public import ClinicCore
public import Foundation
import GRDB

/// Who did what, when, and from where: one line of the audit log.
public struct AuditEntry: Sendable {
    /// The token's name, or what stands for it on the command line.
    public var actor: String
    /// The token's id, if one was used.
    public var token: String?
    /// What was done, in a word.
    public var action: String
    /// To which document, if to one.
    public var key: DocumentKey?
    /// The revision that it made, if it made one.
    public var revision: Int64?
    /// The client's address.
    public var peer: String?
    /// The request's id.
    public var requestID: String?
    /// "done", or why not.
    public var outcome: String
    /// When.
    public var at: Date

    /// Joins the parts.
    public init(
        actor: String, token: String? = nil, action: String, key: DocumentKey? = nil,
        peer: String? = nil, requestID: String? = nil, outcome: String = "done", at: Date
    ) {
        self.actor = actor
        self.token = token
        self.action = action
        self.key = key
        self.peer = peer
        self.requestID = requestID
        self.outcome = outcome
        self.at = at
    }

    func recording(_ edit: Edit, _ result: EditResult) -> AuditEntry {
        var entry = self
        entry.action = edit.command.name
        entry.key = edit.key
        entry.revision = result.revision
        return entry
    }

    func insert(_ db: Database) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO audit (at, actor, token, action, type, slug, language, number, peer,
                    requestID, outcome) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                at.milliseconds, actor, token, action, key?.type.rawValue, key?.slug.description,
                key?.language.description, revision, peer, requestID, outcome,
            ])
    }

    init(row: Row) {
        actor = row["actor"]
        token = row["token"]
        action = row["action"]
        key = (row["type"] as String?) == nil ? nil : DocumentKey(row: row)
        revision = row["number"]
        peer = row["peer"]
        requestID = row["requestID"]
        outcome = row["outcome"]
        at = Date(milliseconds: row["at"])
    }
}
