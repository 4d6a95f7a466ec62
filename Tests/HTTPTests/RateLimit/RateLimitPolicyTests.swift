import HTTP
import Testing

@Suite("Rate limit policy")
struct RateLimitPolicyTests {
    @Test(
        "A rate, and a burst where it is given",
        arguments: [
            ("50/s:100", 50, 1, 100), ("600/m", 600, 60, 600), ("9/h:1", 9, 3600, 1),
            ("1000000/s:1000000", 1_000_000, 1, 1_000_000),
        ])
    func valid(text: String, requests: Int, seconds: Int, burst: Int) {
        #expect(
            RateLimitPolicy(text)
                == RateLimitPolicy(requests: requests, seconds: seconds, burst: burst))
    }

    @Test(
        "Anything else is none",
        arguments: [
            "", "50", "50/s:", "/s", "0/s", "50/s:0", "50/d", "-1/s", "+1/s", "50 /s", "1000001/s",
            "1/s:1000001", "50/s:1:1", "99999999999999999999/s",
        ])
    func invalid(text: String) {
        #expect(RateLimitPolicy(text) == nil)
    }
}
