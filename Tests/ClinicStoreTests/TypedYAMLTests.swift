import ClinicCore
import ClinicStore
import Testing

@Suite("YAML with types")
struct TypedYAMLTests {
    @Test(
        "a scalar without quotes has the type that the core schema gives it",
        arguments: [
            ("", Value.null), ("~", .null), ("null", .null),
            ("true", .bool(true)), ("False", .bool(false)),
            ("0", .integer(0)), ("-12", .integer(-12)), ("1.5", .number("1.5")),
            ("1e3", .number("1e3")),
            // Text that looks like something else.
            ("\"1\"", .string("1")), ("'true'", .string("true")), ("yes", .string("yes")),
            ("no", .string("no")), ("0x10", .string("0x10")), ("007", .string("007")),
            ("3.1.1", .string("3.1.1")), ("2026-11-22", .string("2026-11-22")),
            ("2026-11-22T10:00:00Z", .string("2026-11-22T10:00:00Z")), ("12:30", .string("12:30")),
        ])
    func scalars(text: String, value: Value) throws {
        #expect(try TypedYAML.value(Array("value: \(text)\n".utf8))["value"] == value)
    }

    @Test("a block is text, whatever it says")
    func blocks() throws {
        let value = try TypedYAML.value(Array("a: >-\n  12\nb: |\n  true\n".utf8))
        #expect(value == .object(["a": .string("12"), "b": .string("true\n")]))
    }

    @Test("what is not valid says on which line")
    func failure() {
        let failure = #expect(throws: TypedYAML.Failure.self) {
            try TypedYAML.value(Array("a: 1\na: 2\n".utf8))
        }
        #expect(failure?.description.hasPrefix("line ") == true)
    }
}
