import Testing

@testable import HTTP

@Suite("Byte classes")
struct ByteClassTests {
    private static let alphanumeric =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    private static let unreserved = alphanumeric + "-._~"
    private static let subDelimiters = "!$&'()*+,;="

    @Test(
        "A table holds exactly the bytes of its grammar",
        arguments: [
            // RFC 9110 §5.6.2
            (ByteClass.token, alphanumeric + "!#$%&'*+-.^_`|~"),
            // RFC 3986 §3.3
            (ByteClass.path, unreserved + subDelimiters + ":@%/"),
            // The same, "?", and what browsers leave as it is
            (ByteClass.query, unreserved + subDelimiters + ":@%/?[]{}|^\\`"),
            // RFC 3986 §3.2.2
            (ByteClass.registeredName, unreserved + subDelimiters + "%"),
        ])
    func members(table: ByteClass, members: String) {
        for byte in UInt8.min...UInt8.max {
            #expect(table.contains(byte) == members.utf8.contains(byte), "byte \(byte)")
        }
    }
}
