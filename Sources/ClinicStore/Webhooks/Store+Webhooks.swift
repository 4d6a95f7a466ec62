public import ClinicCore
import Digests
public import Foundation
import GRDB
import Synchronization

/// Why a webhook was not made or changed.
public enum WebhookFailure: Error, Sendable {
    /// There is none of that id.
    case notFound
    /// There are as many as may be.
    case tooMany
    /// The library has not come to that number yet; its last one.
    case beyond(Int64)
    /// What the store could not do.
    case store(StoreError)
}

/// Webhooks: who is told of public changes.
extension Store {
    /// Makes a webhook, which is told of what changes from now on. Its secret is given here once.
    public func addWebhook(
        url: WebAddress, name: String?, events: [WebhookEvent], audit: AuditEntry,
        completion:
            @escaping @Sendable (
                Result<(webhook: Webhook, secret: WebhookSecret), WebhookFailure>
            ) -> Void
    ) {
        changeWebhooks(completion) { db in
            let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM webhook") ?? 0
            guard count < Webhook.limit else { throw WebhookFailure.tooMany }
            guard let id = RandomBytes.make(6)?.hexadecimal else {
                throw StoreError.directory("the system gives no random bytes")
            }
            let secret = try WebhookSecret.make()
            try db.execute(
                sql: """
                    INSERT INTO webhook (id, name, url, events, secret, createdAt, position)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    id, name, url.description, events.map(\.rawValue).joined(separator: " "),
                    Data(secret.key), audit.at.milliseconds, try GenerationCounter.latest(db),
                ])
            try audit.naming(id).insert(db)
            return (try Self.webhook(id, db), secret)
        }
    }

    /// Takes a webhook away, and its log with it.
    public func removeWebhook(
        _ id: String, audit: AuditEntry,
        completion: @escaping @Sendable (Result<Void, WebhookFailure>) -> Void
    ) {
        changeWebhooks(completion) { db in
            try db.execute(sql: "DELETE FROM webhook WHERE id = ?", arguments: [id])
            guard db.changesCount > 0 else { throw WebhookFailure.notFound }
            try audit.naming(id).insert(db)
        }
    }

    /// Goes on telling a webhook that was disabled or fails, at once.
    ///
    /// - Parameter since: what it is told again, or not at all: all that follows that number. Nil
    ///   goes on where it was.
    public func enableWebhook(
        _ id: String, since: Int64?, audit: AuditEntry,
        completion: @escaping @Sendable (Result<Webhook, WebhookFailure>) -> Void
    ) {
        changeWebhooks(completion) { db in
            let last = try GenerationCounter.latest(db)
            if let since, since > last { throw WebhookFailure.beyond(last) }
            try db.execute(
                sql: """
                    UPDATE webhook SET position = coalesce(?, position), failures = 0,
                        failingSince = NULL, retryAt = NULL, disabledAt = NULL,
                        disabledReason = NULL
                    WHERE id = ?
                    """, arguments: [since, id])
            guard db.changesCount > 0 else { throw WebhookFailure.notFound }
            try audit.naming(id).insert(db)
            return try Self.webhook(id, db)
        }
    }

    /// What an attempt amounts to.
    public enum WebhookProgress: Sendable {
        /// The change of that number has been told, which followed that position.
        case delivered(Int64, after: Int64)
        /// What follows that position has failed, and is tried again then.
        case failed(after: Int64, retryAt: Date)
        /// Nothing more is sent.
        case disabled(reason: String)
        /// It was a test.
        case none
    }

    /// Writes down an attempt and what follows from it, in one transaction.
    public func record(
        _ delivery: WebhookDelivery, of id: String, _ progress: WebhookProgress,
        completion: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        submit { db in
            // It may have been taken away meanwhile.
            guard
                try Bool.fetchOne(db, sql: "SELECT 1 FROM webhook WHERE id = ?", arguments: [id])
                    ?? false
            else { return }
            try delivery.insert(db, of: id)
            switch progress {
            case .delivered(let number, let position):
                // Who has set it elsewhere meanwhile means it.
                try db.execute(
                    sql: """
                        UPDATE webhook SET position = ?, failures = 0, failingSince = NULL,
                            retryAt = NULL
                        WHERE id = ? AND position = ?
                        """, arguments: [number, id, position])
            case .failed(let position, let retryAt):
                try db.execute(
                    sql: """
                        UPDATE webhook SET failures = failures + 1,
                            failingSince = coalesce(failingSince, ?), retryAt = ?
                        WHERE id = ? AND position = ?
                        """,
                    arguments: [delivery.at.milliseconds, retryAt.milliseconds, id, position])
            case .disabled(let reason):
                try db.execute(
                    sql: """
                        UPDATE webhook SET failures = failures + 1,
                            failingSince = coalesce(failingSince, :at), retryAt = NULL,
                            disabledAt = :at, disabledReason = :reason
                        WHERE id = :id
                        """,
                    arguments: ["at": delivery.at.milliseconds, "reason": reason, "id": id])
            case .none: break
            }
        } completion: {
            completion($0.mapError(Self.storeError))
        }
    }

    /// Calls back whenever a webhook was made, taken away or enabled; nil for no longer.
    public func whenWebhooksChange(_ wake: (@Sendable () -> Void)?) {
        webhookWatch.withLock { $0 = wake }
    }

    private func changeWebhooks<Made: Sendable>(
        _ completion: @escaping @Sendable (Result<Made, WebhookFailure>) -> Void,
        _ body: @escaping @Sendable (Database) throws -> Made
    ) {
        submit(body) { [self] result in
            if case .success = result { webhookWatch.withLock { $0 }?() }
            completion(
                result.mapError { $0 as? WebhookFailure ?? .store(Self.storeError($0)) })
        }
    }

    private static func webhook(_ id: String, _ db: Database) throws -> Webhook {
        guard let found = try LibraryView(db: db).webhook(id) else {
            throw StoreError.database("the webhook cannot be read")
        }
        return found.webhook
    }
}

extension AuditEntry {
    /// Says of which webhook it is.
    fileprivate func naming(_ id: String) -> AuditEntry {
        var entry = self
        entry.action += " webhook \(id)"
        return entry
    }
}
