/// Which of the deadlines runs.
package enum DeadlineKind: UInt8, Hashable, CaseIterable {
    case none, handshake, firstByte, head, body, discard, writeStall, idle, drainIdle, linger
    case drainFirstByte

    /// A label for metrics, in snake case.
    package var label: String {
        switch self {
        case .none: "none"
        case .handshake: "handshake"
        case .firstByte: "first_byte"
        case .head: "head"
        case .body: "body"
        case .discard: "discard"
        case .writeStall: "write_stall"
        case .idle: "idle"
        case .drainIdle: "drain_idle"
        case .linger: "linger"
        case .drainFirstByte: "drain_first_byte"
        }
    }
}
