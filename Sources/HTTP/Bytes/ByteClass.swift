/// A set of ASCII bytes, as one bit for each.
///
/// The tables are literals, so that the compiler needs no code to make them at run time; a test
/// holds each against the grammar it comes from.
struct ByteClass: Sendable {
    let low: UInt64
    let high: UInt64

    /// Whether the byte is in the set. Bytes from 0x80 never are.
    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : high
        return byte < 128 && (word &>> UInt64(byte & 63)) & 1 != 0
    }

    /// `tchar` of RFC 9110 §5.6.2: what methods and field names are made of.
    static let token = ByteClass(low: 0x03ff_6cfa_0000_0000, high: 0x57ff_ffff_c7ff_fffe)

    /// `pchar` and "/" of RFC 3986 §3.3: what a path is made of.
    static let path = ByteClass(low: 0x2fff_fff2_0000_0000, high: 0x47ff_fffe_87ff_ffff)

    /// The above, "?", and what browsers leave unescaped in a query: `[ ] { } | ^ \` and the
    /// grave accent (WHATWG URL, query percent-encode set). Quotes, angle brackets and "#" are not.
    static let query = ByteClass(low: 0xafff_fff2_0000_0000, high: 0x7fff_ffff_ffff_ffff)

    /// `unreserved`, `sub-delims` and "%" of RFC 3986 §3.2.2: what a registered name is made of.
    static let registeredName = ByteClass(low: 0x2bff_7ff2_0000_0000, high: 0x47ff_fffe_87ff_fffe)
}
