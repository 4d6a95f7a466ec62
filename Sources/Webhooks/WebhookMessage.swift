import ClinicStore
import Digests
import Foundation

/// One message as it is sent, by Standard Webhooks
/// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
struct WebhookMessage: Sendable {
    /// The same in all attempts, so that the receiver can pass over what it has seen.
    let id: String
    /// When this attempt is made, in seconds since 1970.
    let timestamp: Int64
    /// JSON.
    let body: [UInt8]

    init(id: String, timestamp: Int64, body: [UInt8]) {
        self.id = id
        self.timestamp = timestamp
        self.body = body
    }

    /// The message that tells a webhook of a change. Its id follows from both, and from the time of
    /// the change: a library that was restored from a backup may give a number twice.
    init(_ change: Change, to webhook: Webhook, body: [UInt8], at time: Date) {
        let instant = Int64((change.at.timeIntervalSince1970 * 1000).rounded(.down))
        self.init(
            id: "msg_\(webhook.id)_\(change.number)_\(String(instant, radix: 36))",
            timestamp: Int64(time.timeIntervalSince1970), body: body)
    }

    /// What tells that it comes from who has the secret: over id, timestamp and body.
    func signature(_ secret: WebhookSecret) -> String {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        return "v1,"
            + Data(HMAC.sha256(key: secret.key, message: signed)).base64EncodedString()
    }

    /// The field lines of the request.
    func fields(_ secret: WebhookSecret) -> [String] {
        [
            "Content-Type: application/json", "webhook-id: \(id)",
            "webhook-timestamp: \(timestamp)", "webhook-signature: \(signature(secret))",
        ]
    }
}
