import ClinicCore
public import ClinicStore
public import Foundation

/// The bodies of the messages that webhooks are sent: thin, so that nothing is ever told that the
/// public feed does not tell, and the receiver fetches what is public by then.
public enum WebhookPayload: Sendable {
    /// What tells of a change: its type, its time, and the entry of the feed.
    public static func change(_ view: LibraryView, _ change: Change) throws -> [UInt8] {
        let context = try ReadContext(view, now: change.at)
        return bytes(
            "\(change.key.type.rawValue).\(change.change)", change.at,
            ChangesReading.object(change, context))
    }

    /// A test, which tells of nothing.
    public static func test(at time: Date) -> [UInt8] {
        bytes("webhook.test", time, [:])
    }

    private static func bytes(_ type: String, _ time: Date, _ data: Value.Object) -> [UInt8] {
        JSONWriter.bytes(
            .object([
                "type": .string(type), "timestamp": .string(time.timestamp),
                "data": .object(data),
            ]))
    }
}
