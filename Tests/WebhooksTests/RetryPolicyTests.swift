import Testing

@testable import Webhooks

@Suite("When a delivery is tried again")
struct RetryPolicyTests {
    @Test("delays grow from the first, and end at six hours")
    func delays() {
        let policy = RetryPolicy()
        let delays = (1...9).map { policy.delay(after: $0, random: 0.5) }
        #expect(
            delays == [
                .seconds(5), .seconds(30), .seconds(120), .seconds(900), .seconds(3600),
                .seconds(10_800), .seconds(21_600), .seconds(21_600), .seconds(21_600),
            ])
        #expect(RetryPolicy(first: .seconds(3600)).delay(after: 3, random: 0.5) == .seconds(21_600))
    }

    @Test("a delay is up to a fifth shorter or longer")
    func jitter() {
        let policy = RetryPolicy(first: .seconds(10))
        for (random, milliseconds) in [(0.0, 8_000.0), (0.5, 10_000), (1, 12_000)] {
            let delay = policy.delay(after: 1, random: random)
            #expect(((delay / .milliseconds(1)) - milliseconds).magnitude < 1)
        }
    }
}
