import Digests
import Foundation

/// What the messages of a webhook are signed with, after Standard Webhooks: `whsec_` and the base64 of
/// random bytes. Unlike a token's it has to be kept as it is, since signing needs it.
public struct WebhookSecret: Sendable {
    /// The key of the signature.
    public let key: [UInt8]

    private static let prefix = "whsec_"
    /// Bytes of a key, as the specification allows.
    private static let sizes = 24...64

    /// A new one, of 32 random bytes.
    static func make() throws(StoreError) -> WebhookSecret {
        guard let key = RandomBytes.make(32) else {
            throw .directory("the system gives no random bytes")
        }
        return WebhookSecret(key: key)
    }

    init(key: [UInt8]) {
        self.key = key
    }

    /// The secret that a text is; nil for any other text.
    public init?(_ text: String) {
        guard text.hasPrefix(Self.prefix),
            let key = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))),
            Self.sizes.contains(key.count)
        else { return nil }
        self.key = [UInt8](key)
    }

    /// What the receiver is given, once.
    public var text: String { Self.prefix + Data(key).base64EncodedString() }
}

extension WebhookSecret: CustomStringConvertible {
    /// Never the secret, so that no log has it.
    public var description: String { "whsec_…" }
}
