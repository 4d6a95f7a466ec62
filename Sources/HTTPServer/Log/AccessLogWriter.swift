internal import Dispatch
internal import Synchronization

/// Writes the access lines of all loops, on one queue of its own.
final class AccessLogWriter: Sendable {
    /// What may wait to be written, in bytes; from there on lines are dropped.
    static let mostPendingBytes = 4 * 1024 * 1024

    let log: AccessLog
    private let queue = DispatchQueue(label: "clinic.access-log", qos: .utility)
    private let pendingBytes = Atomic(0)
    private let droppedLines = Atomic(0)

    init(_ log: AccessLog) {
        self.log = log
    }

    /// The lines dropped so far.
    var dropped: Int { droppedLines.load(ordering: .relaxed) }

    /// Takes over some whole lines.
    func submit(_ lines: [UInt8], count: Int) {
        let pending = pendingBytes.add(lines.count, ordering: .relaxed).newValue
        guard pending <= Self.mostPendingBytes else {
            pendingBytes.subtract(lines.count, ordering: .relaxed)
            droppedLines.add(count, ordering: .relaxed)
            return
        }
        queue.async { [self] in
            log.write(lines)
            pendingBytes.subtract(lines.count, ordering: .relaxed)
        }
    }

    /// Calls back when everything submitted before has been written.
    func afterWriting(_ body: @escaping @Sendable () -> Void) {
        queue.async(execute: body)
    }
}
