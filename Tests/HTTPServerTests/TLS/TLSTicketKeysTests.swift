import Testing

@testable import HTTPServer

@Suite("TLS: the keys of tickets, told the time by hand")
struct TLSTicketKeysTests {
    private func find(
        _ keys: TLSTicketKeys, _ key: TLSTicketKeys.Key, at now: Int64
    ) -> Bool? {
        key.name.withUnsafeBytes { keys.find($0, at: now)?.isCurrent }
    }

    @Test("A key makes tickets for an hour, and opens them for as long as they are good")
    func rotation() throws {
        let keys = TLSTicketKeys()
        let first = try #require(keys.current(at: 100))
        #expect(keys.current(at: 100 + 3599) === first)
        #expect(find(keys, first, at: 100 + 3599) == true)
        let second = try #require(keys.current(at: 100 + 3600))
        #expect(second !== first && second.bytes != first.bytes)
        #expect(find(keys, first, at: 100 + 3600) == false)
        #expect(find(keys, second, at: 100 + 3600) == true)
        // The last of its tickets was made an hour after it, and is good for two.
        #expect(find(keys, first, at: 100 + 3600 + 7199) == false)
        #expect(find(keys, first, at: 100 + 3600 + 7200) == nil)
    }

    @Test("A key that nobody made opens nothing")
    func unknown() throws {
        let keys = TLSTicketKeys()
        _ = keys.current(at: 0)
        let other = try #require(TLSTicketKeys().current(at: 0))
        #expect(find(keys, other, at: 0) == nil)
    }

    @Test("A clock that jumps far ahead leaves no old key")
    func jump() throws {
        let keys = TLSTicketKeys()
        let first = try #require(keys.current(at: 0))
        _ = keys.current(at: 1_000_000)
        #expect(find(keys, first, at: 1_000_000) == nil)
    }
}
