import ClinicCore
import Foundation
import GRDB

/// How one webhook stands at one instant, and what it is to be told next.
public struct WebhookOutlook: Sendable {
    /// The webhook.
    public let webhook: Webhook
    /// What its messages are signed with.
    public let secret: WebhookSecret
    /// The next change that it wants to know; nil where there is none yet.
    public let next: Change?
    /// Number of the last public change.
    public let generation: Int64
}

extension LibraryView {
    /// How the webhook of that id stands; nil where there is none.
    public func webhookOutlook(_ id: String) throws -> WebhookOutlook? {
        guard
            let row = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT * FROM webhook WHERE id = ?"), arguments: [id])
        else { return nil }
        let webhook = Webhook(row: row)
        let next = try Row.fetchOne(
            db,
            sql: """
                SELECT * FROM change WHERE number > ? AND change IN (\(Self.list(webhook.events)))
                ORDER BY number LIMIT 1
                """, arguments: [webhook.position])
        return WebhookOutlook(
            webhook: webhook, secret: WebhookSecret(key: [UInt8](row["secret"] as Data)),
            next: try next.map { try Change(row: $0) }, generation: try generation())
    }

    /// All webhooks, newest first, without their secrets, each with the number of changes that it has
    /// still to be told of.
    public func webhooks() throws -> [(webhook: Webhook, pending: Int)] {
        try Row.fetchAll(db, sql: "SELECT * FROM webhook ORDER BY createdAt DESC, id")
            .map { try Self.counted($0, db) }
    }

    /// The webhook of that id, in the same way; nil where there is none.
    public func webhook(_ id: String) throws -> (webhook: Webhook, pending: Int)? {
        try Row.fetchOne(db, sql: "SELECT * FROM webhook WHERE id = ?", arguments: [id])
            .map { try Self.counted($0, db) }
    }

    /// The latest attempts to tell it something, the last first; nil where there is no such webhook.
    public func deliveries(of id: String, limit: Int) throws -> [WebhookDelivery]? {
        guard try webhook(id) != nil else { return nil }
        return try Row.fetchAll(
            db,
            sql: "SELECT * FROM webhookDelivery WHERE webhook = ? ORDER BY line DESC LIMIT ?",
            arguments: [id, limit]
        ).map(WebhookDelivery.init(row:))
    }

    private static func counted(
        _ row: Row, _ db: Database
    ) throws -> (webhook: Webhook, pending: Int) {
        let webhook = Webhook(row: row)
        let pending = try Int.fetchOne(
            db,
            sql: """
                SELECT count(*) FROM change WHERE number > ? AND change IN (\(list(webhook.events)))
                """, arguments: [webhook.position])
        return (webhook, pending ?? 0)
    }

    /// Names of our own, which need no escape.
    private static func list(_ events: [WebhookEvent]) -> String {
        events.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }
}
