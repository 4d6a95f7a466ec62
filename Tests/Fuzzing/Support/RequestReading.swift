@testable import HTTP

/// What the parser made of some bytes.
enum RequestReading: Equatable {
    case partial
    case refused(Refusal)
    case head(RequestFacts)

    /// - Parameter isSecure: whether the bytes came over TLS, where a target of `https` is in place.
    init(_ bytes: [UInt8], limits: Limits, isSecure: Bool) {
        self = withExactMemory(bytes) { memory in
            let table = FieldTable(capacity: limits.fieldCount)
            let context = RequestContext(
                peer: .ipv4(0x7f00_0001, port: 1), isSecure: isSecure,
                now: HTTPDate(secondsSinceEpoch: 1_800_000_000), requestID: 7)
            do throws(Refusal) {
                let parser = RequestParser(limits: limits)
                guard let head = try parser.parse(memory, into: table, context: context) else {
                    return .partial
                }
                return withExtendedLifetime(table) { .head(RequestFacts(head, in: memory)) }
            } catch {
                return .refused(error)
            }
        }
    }
}
