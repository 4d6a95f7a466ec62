import HTTP
import Testing

@testable import Webhooks

@Suite("Where messages may go")
struct AddressRuleTests {
    private func address(_ text: String) throws -> IPAddress {
        try #require(Array(text.utf8).withUnsafeBytes { IPAddress(parsing: $0) })
    }

    @Test("public addresses by https alone, others only where they are allowed")
    func rule() throws {
        let rule = AddressRule(
            allowed: ["10.1.0.0/16", "fd00::/8"].compactMap { AddressRange($0) })
        #expect(rule.allowed.count == 2)
        for text in ["10.1.2.3", "::ffff:10.1.2.3", "fd12::1"] {
            #expect(try rule.refusal(of: address(text), isPlain: false) == nil, "\(text)")
            #expect(try rule.refusal(of: address(text), isPlain: true) == nil, "\(text)")
        }
        for text in ["10.2.0.1", "127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254"] {
            let reason = try rule.refusal(of: address(text), isPlain: false)
            #expect(reason?.contains("is not a public address") == true, "\(text)")
        }
        #expect(try rule.refusal(of: address("8.8.8.8"), isPlain: false) == nil)
        #expect(
            try rule.refusal(of: address("8.8.8.8"), isPlain: true)
                == "http is for addresses that --webhook-allow allows, and 8.8.8.8 is none; use https"
        )
    }
}
