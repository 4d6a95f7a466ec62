import Dispatch
import GRDB
import Synchronization

/// One read-only connection and its queue, with a limit on the time a query takes.
final class Reader: Sendable {
    private let queue: DatabaseQueue
    private let alarm = DispatchQueue(label: "clinic.store.alarm")
    /// Reads begun, and whether the last of them is under way: a late alarm finds another number.
    private let state = Mutex(State())

    private struct State {
        var number = 0
        var isReading = false
    }

    init(file: String) throws {
        var configuration = Configuration()
        configuration.label = "clinic.store.reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(2)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON")
        }
        queue = try DatabaseQueue(path: file, configuration: configuration)
    }

    /// Runs `body` on this connection's queue, in one transaction.
    func read<Result: Sendable>(
        limit: Duration, _ body: @escaping @Sendable (LibraryView) throws -> Result,
        completion: @escaping @Sendable (Swift.Result<Result, any Error>) -> Void
    ) {
        queue.asyncUnsafeRead { [self] database in
            let result = Swift.Result {
                let db = try database.get()
                let number = state.withLock { state in
                    state.number += 1
                    state.isReading = true
                    return state.number
                }
                let ring = DispatchWorkItem { [self] in
                    state.withLock {
                        if $0.number == number, $0.isReading { queue.interrupt() }
                    }
                }
                alarm.asyncAfter(deadline: .now() + limit.dispatchInterval, execute: ring)
                defer {
                    state.withLock { $0.isReading = false }
                    ring.cancel()
                }
                return try Self.inTransaction(db, body)
            }
            completion(result)
        }
    }

    /// Runs `body` and waits for it.
    func read<Result>(_ body: (LibraryView) throws -> Result) throws -> Result {
        try queue.unsafeRead { try Self.inTransaction($0, body) }
    }

    func backUp(to copy: DatabaseQueue) throws {
        try queue.backup(to: copy)
    }

    func close() {
        try? queue.close()
    }

    /// All statements of one read see the library of one instant.
    private static func inTransaction<Result>(
        _ db: Database, _ body: (LibraryView) throws -> Result
    ) throws -> Result {
        try db.cachedStatement(sql: "BEGIN").execute()
        defer { try? db.cachedStatement(sql: "COMMIT").execute() }
        return try body(LibraryView(db: db))
    }
}

extension Duration {
    var dispatchInterval: DispatchTimeInterval {
        let (seconds, attoseconds) = components
        return .nanoseconds(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
    }
}
