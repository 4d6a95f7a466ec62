import ClinicStore
import Testing

@testable import Webhooks

@Suite("Messages after Standard Webhooks")
struct WebhookMessageTests {
    /// The example of the specification's own libraries.
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    @Test("a message is signed as the specification's example is")
    func signature() throws {
        let message = WebhookMessage(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1_614_265_330,
            body: Array(#"{"test": 2432232314}"#.utf8))
        let secret = try #require(WebhookSecret(Self.secret))
        #expect(secret.text == Self.secret)
        #expect(
            message.fields(secret) == [
                "Content-Type: application/json", "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp: 1614265330",
                "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ])
    }

    @Test(
        "a secret has 24 to 64 bytes, and never describes itself",
        arguments: [
            // 23, 24, 64 and 65 bytes.
            (23, false), (24, true), (64, true), (65, false),
        ])
    func secret(count: Int, isValid: Bool) {
        let padding = ["", "==", "="][count % 3]
        let digits = String(repeating: "A", count: (count * 8 + 5) / 6)
        let secret = WebhookSecret("whsec_\(digits)\(padding)")
        #expect((secret != nil) == isValid)
        #expect(secret.map { "\($0)" } ?? "whsec_…" == "whsec_…")
        #expect(WebhookSecret("\(digits)\(padding)") == nil)
    }
}
