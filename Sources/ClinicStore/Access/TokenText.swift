import Digests
import Foundation

/// A token as its holder has it: `clinic_<id>_<secret>`, both parts hexadecimal.
struct TokenText {
    let id: String
    private let secret: String

    /// A new one: 48 random bits of id, 256 of secret.
    static func make() throws(StoreError) -> TokenText {
        guard let id = RandomBytes.make(6), let secret = RandomBytes.make(32) else {
            throw .directory("the system gives no random bytes")
        }
        return TokenText(id: id.hexadecimal, secret: secret.hexadecimal)
    }

    private init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }

    /// The parts of a token; nil for any other text.
    init?(_ text: String) {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual("clinic".utf8), parts[1].count == 12,
            parts[2].count == 64
        else { return nil }
        id = String(Substring(parts[1]))
        secret = String(Substring(parts[2]))
    }

    /// What the holder is given, once.
    var text: String { "clinic_\(id)_\(secret)" }

    /// What the store keeps.
    var hash: [UInt8] { SHA256.digest(Array(secret.utf8)) }
}
