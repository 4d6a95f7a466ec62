@testable import HTTP

/// What the parser made of some bytes.
enum RequestReading: Equatable {
    case partial
    case refused(Refusal)
    case head(RequestFacts)

    init(_ bytes: [UInt8], limits: Limits) {
        self = withExactMemory(bytes) { memory in
            let table = FieldTable(capacity: limits.fieldCount)
            let context = RequestContext(
                peer: .ipv4(0x7f00_0001, port: 1), isSecure: bytes.count % 2 == 0,
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
