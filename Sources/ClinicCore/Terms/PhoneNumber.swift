/// A telephone number in international form (ITU-T E.164): "+" and 7 to 15 digits.
public struct PhoneNumber: Sendable, Hashable, CustomStringConvertible {
    /// The number as text.
    public let description: String

    /// What a finding says is allowed.
    public static let expected = "a telephone number in international form, such as +12146185502"

    /// The number that `text` spells, if it is one.
    public init?(_ text: some StringProtocol) {
        let digits = text.dropFirst()
        guard text.first == "+", digits.isASCIIDigits, digits.first != "0",
            (7...15).contains(digits.utf8.count)
        else { return nil }
        description = String(text)
    }
}
