public import Foundation
import GRDB

/// One attempt to tell a webhook something: a line of its log.
public struct WebhookDelivery: Sendable {
    /// Number of the change; nil for a test.
    public var number: Int64?
    /// The message's id, the same in all attempts.
    public var message: String
    /// Which attempt, from 1.
    public var attempt: Int
    /// When it began.
    public var at: Date
    /// The status answered; nil where there was no answer.
    public var status: Int?
    /// Why it failed; nil where it did not.
    public var error: String?
    /// How long it took.
    public var duration: Duration

    /// Joins the parts.
    public init(
        number: Int64?, message: String, attempt: Int, at: Date, status: Int?, error: String?,
        duration: Duration
    ) {
        self.number = number
        self.message = message
        self.attempt = attempt
        self.at = at
        self.status = status
        self.error = error
        self.duration = duration
    }

    init(row: Row) {
        number = row["number"]
        message = row["message"]
        attempt = row["attempt"]
        at = Date(milliseconds: row["at"])
        status = row["status"]
        error = row["error"]
        duration = .milliseconds(row["duration"] as Int64)
    }

    /// Lines that are kept of each webhook.
    public static let kept = 100

    func insert(_ db: Database, of webhook: String) throws {
        try db.execute(
            sql: """
                INSERT INTO webhookDelivery
                    (webhook, number, message, attempt, at, status, error, duration)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                webhook, number, message, attempt, at.milliseconds, status, error,
                Int64(duration / .milliseconds(1)),
            ])
        try db.execute(
            sql: """
                DELETE FROM webhookDelivery WHERE webhook = :id AND line <= (
                    SELECT line FROM webhookDelivery WHERE webhook = :id
                    ORDER BY line DESC LIMIT 1 OFFSET :kept)
                """, arguments: ["id": webhook, "kept": Self.kept])
    }
}
