/// Which of the deadlines runs.
package enum DeadlineKind: UInt8, Hashable {
    case none, handshake, firstByte, head, body, discard, writeStall, idle, drainIdle, linger
}
