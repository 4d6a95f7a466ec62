import ClinicCore
import ClinicStore
import Digests
import Foundation

/// Makes what editors are answered: a document with its state, its revision and its findings.
enum EditorialRepresentation {
    /// A document as editors see it: its own members as they would write them, and how it stands.
    /// Sent back with a change in it, the latter is passed over.
    static func object(_ shown: EditorialDocument) -> Value.Object {
        var object: Value.Object = [
            "type": .string(shown.key.type.rawValue),
            "slug": .string(shown.key.slug.description),
            "language": .string(shown.key.language.description),
        ]
        for member in shown.document.object().members { object.append(member.name, member.value) }
        object.append("state", .string(shown.state.rawValue))
        object.append("public", .bool(shown.isPublic))
        object.append("revision", .integer(Int(shown.revision)))
        object.append("updatedAt", .string(shown.updatedAt.timestamp))
        object.append("updatedBy", .string(shown.author))
        object.append("publishAt", text: shown.publishAt?.timestamp)
        object.append("expireAt", text: shown.expireAt?.timestamp)
        object.append("findings", shown.document.findings.value)
        return object
    }

    /// A page of a document's history.
    static func history(_ revisions: [RevisionSummary]) -> Value.Object {
        var object = Value.Object()
        object.append("items", each: revisions) { .object(Self.object($0)) }
        return object
    }

    /// One revision, without its document.
    static func object(_ revision: RevisionSummary) -> Value.Object {
        var object: Value.Object = [
            "number": .integer(Int(revision.number)), "action": .string(revision.action),
            "origin": .string(revision.origin), "author": .string(revision.author),
        ]
        object.append("reason", text: revision.reason)
        object.append("at", .string(revision.at.timestamp))
        object.append("hash", .string(revision.hash.hexadecimal))
        return object
    }

    /// A token, without its secret.
    static func object(_ token: Token) -> Value.Object {
        var object: Value.Object = [
            "id": .string(token.id), "name": .string(token.name),
            "scopes": .array(token.scopes.map { .string($0.rawValue) }),
            "createdAt": .string(token.createdAt.timestamp),
        ]
        object.append("expiresAt", text: token.expiresAt?.timestamp)
        object.append("lastUsedAt", text: token.lastUsedAt?.timestamp)
        object.append("revokedAt", text: token.revokedAt?.timestamp)
        return object
    }

    /// A line of the audit log.
    static func object(_ id: Int64, _ entry: AuditEntry) -> Value.Object {
        var object: Value.Object = [
            "id": .integer(Int(id)), "at": .string(entry.at.timestamp),
            "actor": .string(entry.actor),
        ]
        object.append("token", text: entry.token)
        object.append("action", .string(entry.action))
        if let key = entry.key {
            object.append("type", .string(key.type.rawValue))
            object.append("slug", .string(key.slug.description))
            object.append("language", .string(key.language.description))
        }
        if let revision = entry.revision { object.append("revision", .integer(Int(revision))) }
        object.append("peer", text: entry.peer)
        object.append("requestId", text: entry.requestID)
        object.append("outcome", .string(entry.outcome))
        return object
    }
}
