import ClinicCore
import Testing

@Suite("JSON parser")
struct JSONParserTests {
    @Test(
        "valid texts give the value and write back the same",
        arguments: [
            ("null", Value.null),
            ("true", .bool(true)),
            ("-12", .integer(-12)),
            ("0", .integer(0)),
            ("1.50", .number("1.50")),
            ("1e9", .number("1e9")),
            ("99999999999999999999", .number("99999999999999999999")),  // beyond 64 bits
            ("[]", .array([])),
            ("{}", .object([:])),
            (#"["a",1]"#, .array([.string("a"), .integer(1)])),
            (
                #"{"b":1,"a":{"c":[]}}"#,
                .object(["b": .integer(1), "a": .object(["c": .array([])])])
            ),
            (#""\"\\\n\u0001é""#, .string("\"\\\n\u{01}é")),
        ])
    func valid(text: String, value: Value) throws {
        #expect(try JSONParser.parse(Array(text.utf8)) == value)
        #expect(String(decoding: JSONWriter.bytes(value), as: UTF8.self) == text)
    }

    @Test(
        "escapes are undone",
        arguments: [
            (#""\u00e9\/\b\f\r\t""#, "é/\u{08}\u{0C}\r\t"),
            (#""\ud83d\ude00""#, "😀"),
        ])
    func escapes(text: String, expected: String) throws {
        #expect(try JSONParser.parse(Array(text.utf8)) == .string(expected))
    }

    @Test(
        "whatever RFC 8259 does not allow is refused",
        arguments: [
            "", " ", "nul", "tru", "01", "-", "1.", ".5", "1e", "+1", "[1,]", "[1 2]", "[", "{",
            #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, "{a:1}", "'a'", #"""#, #""\x""#, #""\u12""#,
            #""\ud800""#, #""\ud800A""#, "\"\u{01}\"", "1 2", "[1]]", "NaN", "// a\n1",
            #"{"a":1,"a":2}"#,  // one of the two would be lost without a word
        ])
    func invalid(text: String) {
        #expect(throws: JSONParser.SyntaxError.self) { try JSONParser.parse(Array(text.utf8)) }
    }

    @Test(
        "a name that is twice is found in an object of any length", arguments: [2, 31, 32, 33, 200])
    func twice(count: Int) throws {
        let members = (1...count).map { "\"m\($0)\":1" }
        _ = try JSONParser.parse(Array("{\(members.joined(separator: ","))}".utf8))
        for name in ["m1", "m\(count)"] {
            let text = "{\(members.joined(separator: ",")),\"\(name)\":2}"
            #expect(throws: JSONParser.SyntaxError.self) {
                try JSONParser.parse(Array(text.utf8))
            }
        }
    }

    @Test("bytes that are not UTF-8 are refused")
    func notUTF8() {
        for bytes: [UInt8] in [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
        ] {
            #expect(throws: JSONParser.SyntaxError.self) { try JSONParser.parse(bytes) }
        }
    }

    @Test("depth is allowed up to the limit and not one further")
    func depth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONParser.parse(nested(64))
        #expect(throws: JSONParser.SyntaxError.self) { try JSONParser.parse(nested(65)) }
    }

    @Test("every text cut short is refused or a value, never a trap")
    func truncated() {
        let text = Array(#"{"a":[1,-2.5e3,true,null,"x\u00e9\ud83d\ude00"],"b":{}}"#.utf8)
        for end in 0..<text.count {
            #expect(throws: JSONParser.SyntaxError.self) {
                try JSONParser.parse(Array(text[..<end]))
            }
        }
    }

    @Test("pretty JSON is indented by two spaces and ends its last line")
    func pretty() {
        let value = Value.object(["a": .array([.integer(1)]), "b": .object([:])])
        let text = String(decoding: JSONWriter.bytes(value, pretty: true), as: UTF8.self)
        #expect(text == "{\n  \"a\": [\n    1\n  ],\n  \"b\": {}\n}\n")
    }
}
