import ClinicCore
import ClinicStore
import Digests
import Foundation

/// Makes what editors are answered: a document with its state, its revision and its findings.
enum EditorialRepresentation {
    /// A document as editors see it: its own members as they would write them, and how it stands.
    /// Sent back with a change in it, the latter is passed over.
    static func object(_ shown: EditorialDocument) -> Value.Object {
        var object = shown.key.identity
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

    /// A webhook, without its secret.
    static func object(_ webhook: Webhook, pending: Int) -> Value.Object {
        var object: Value.Object = ["id": .string(webhook.id)]
        object.append("name", text: webhook.name)
        object.append("url", .string(webhook.url.description))
        object.append("events", .array(webhook.events.map { .string($0.rawValue) }))
        object.append("state", .string(webhook.state.rawValue))
        object.append("createdAt", .string(webhook.createdAt.timestamp))
        object.append("position", .integer(Int(webhook.position)))
        object.append("pending", .integer(pending))
        object.append("failures", .integer(webhook.failures))
        object.append("failingSince", text: webhook.failingSince?.timestamp)
        object.append("retryAt", text: webhook.retryAt?.timestamp)
        object.append("disabledAt", text: webhook.disabledAt?.timestamp)
        object.append("disabledReason", text: webhook.disabledReason)
        return object
    }

    /// One attempt to tell a webhook something.
    static func object(_ delivery: WebhookDelivery) -> Value.Object {
        var object = Value.Object()
        if let number = delivery.number { object.append("number", .integer(Int(number))) }
        object.append("message", .string(delivery.message))
        object.append("attempt", .integer(delivery.attempt))
        object.append("at", .string(delivery.at.timestamp))
        if let status = delivery.status { object.append("status", .integer(status)) }
        object.append("error", text: delivery.error)
        let milliseconds = Int(delivery.duration / .milliseconds(1))
        object.append("durationMilliseconds", .integer(milliseconds))
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
