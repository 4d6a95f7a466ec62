public import Foundation
import GRDB

/// An `Idempotency-Key` and what it stands for: the same key of the same token with the same digest
/// is answered as before; with another digest it is refused.
public struct Idempotency: Sendable {
    let token: String
    let key: String
    let digest: [UInt8]

    /// How long an answer is kept.
    public static let lifetime: TimeInterval = 86_400

    /// Joins the parts; `digest` is of method, target and body.
    public init(token: String, key: String, digest: [UInt8]) {
        self.token = token
        self.key = key
        self.digest = digest
    }

    /// The answer that was given before, if any.
    func earlier(_ db: Database, now: Date) throws -> StoredAnswer? {
        try db.execute(
            sql: "DELETE FROM idempotency WHERE at < ?",
            arguments: [now.addingTimeInterval(-Self.lifetime).milliseconds])
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT digest, status, revision, body FROM idempotency
                    WHERE token = ? AND key = ?
                    """),
            arguments: [token, key])
        guard let row else { return nil }
        guard [UInt8](row["digest"] as Data) == digest else { throw EditFailure.keyReused }
        return StoredAnswer(
            status: row["status"], body: [UInt8](row["body"] as Data), revision: row["revision"])
    }

    func keep(_ answer: StoredAnswer, _ db: Database, now: Date) throws {
        try db.cachedStatement(
            sql: """
                INSERT INTO idempotency (token, key, digest, status, revision, body, at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                token, key, Data(digest), answer.status, answer.revision, Data(answer.body),
                now.milliseconds,
            ])
    }
}

/// The answer to an edit as it is kept for a repetition.
public struct StoredAnswer: Sendable {
    /// The status code.
    public let status: Int
    /// The body, empty for none.
    public let body: [UInt8]
    /// The revision that the entity tag tells.
    public let revision: Int64?

    /// Joins the parts.
    public init(status: Int, body: [UInt8], revision: Int64? = nil) {
        self.status = status
        self.body = body
        self.revision = revision
    }
}
