import Testing

@testable import ClinicCore

@Suite("Scanning eight bytes at a time")
struct ByteScanTests {
    /// Every byte at every place of texts around the length of one and two words.
    static let lengths = [0, 1, 7, 8, 9, 15, 16, 17]

    @Test("every byte is found or passed over at every place, as one by one", arguments: lengths)
    func everyByte(length: Int) {
        for byte in UInt8.min...UInt8.max {
            let isEscaped = byte < 0x20 || byte == 0x22 || byte == 0x5C
            let isPlain = (0x20...0x7E).contains(byte)
            for place in 0..<length {
                // What lies around it borders on what is found.
                for other: UInt8 in [0x20, 0x21, 0x23, 0x5B, 0x5D, 0x7E] {
                    var text = [UInt8](repeating: other, count: length)
                    text[place] = byte
                    text.withUnsafeBufferPointer { bytes in
                        #expect(bytes.firstToEscape(from: 0) == (isEscaped ? place : length))
                        #expect(bytes.firstToEscape(from: place) == (isEscaped ? place : length))
                        #expect(bytes.firstToEscape(from: place + 1) == length)
                        #expect(bytes.isPlainASCII == isPlain)
                    }
                }
            }
        }
    }

    @Test("the first of several is found", arguments: lengths)
    func first(length: Int) {
        for place in 0..<length {
            var text = [UInt8](repeating: 0x80, count: length)
            for index in place..<length { text[index] = [0x22, 0x5C, 0x00, 0x1F][index % 4] }
            text.withUnsafeBufferPointer { #expect($0.firstToEscape(from: 0) == place) }
        }
    }

    @Test(
        "white space at the ends is taken off, and nothing else",
        arguments: [
            "", " ", "a", " a b \n", "\ta", "a\r\n", "\u{A0}a\u{A0}", " é ", "é", "a \u{301}b",
            " \u{2003}x", "  \u{301}", "a \u{301}", "\u{B}a",
        ])
    func trimmed(text: String) {
        let first = text.firstIndex { !$0.isWhitespace }
        let last = text.lastIndex { !$0.isWhitespace }
        let expected = if let first, let last { String(text[first...last]) } else { "" }
        #expect(text.trimmed == expected)
    }
}
