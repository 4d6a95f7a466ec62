import Dispatch
import GRDB
import Synchronization

/// One read-only connection and its queue, with a limit on the time a query takes.
final class Reader: Sendable {
    private let queue: DatabaseQueue
    private let alarm = DispatchQueue(label: "clinic.store.alarm")
    private let state = Mutex(State())
    private let memo = SiteMemo()

    private struct State {
        /// When the read under way has to be done; nil where there is none.
        var deadline: DispatchTime?
        /// Whether an alarm is set. It is set again for what has begun meanwhile, so that reads need
        /// no timer of their own.
        var isWatched = false
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
                begin(limit)
                defer { state.withLock { $0.deadline = nil } }
                return try inTransaction(db, body)
            }
            completion(result)
        }
    }

    private func begin(_ limit: Duration) {
        let deadline = DispatchTime.now() + limit.dispatchInterval
        let isWatched = state.withLock { state in
            defer { state.isWatched = true }
            state.deadline = deadline
            return state.isWatched
        }
        if !isWatched { watch(deadline) }
    }

    /// Stops the read that is under way at that time, if it has to be done by then.
    private func watch(_ time: DispatchTime) {
        alarm.asyncAfter(deadline: time) { [self] in
            let next = state.withLock { state -> DispatchTime? in
                if let deadline = state.deadline, deadline > time { return deadline }
                // The read cannot end while this holds the lock: no other one is stopped.
                if state.deadline != nil { queue.interrupt() }
                state.isWatched = false
                return nil
            }
            if let next { watch(next) }
        }
    }

    /// Runs `body` and waits for it.
    func read<Result>(_ body: (LibraryView) throws -> Result) throws -> Result {
        try queue.unsafeRead { try inTransaction($0, body) }
    }

    func backUp(to copy: DatabaseQueue) throws {
        try queue.backup(to: copy)
    }

    func close() {
        try? queue.close()
    }

    /// All statements of one read see the library of one instant.
    private func inTransaction<Result>(
        _ db: Database, _ body: (LibraryView) throws -> Result
    ) throws -> Result {
        try db.cachedStatement(sql: "BEGIN").execute()
        defer { try? db.cachedStatement(sql: "COMMIT").execute() }
        return try body(try LibraryView(db: db, memo: memo))
    }
}

extension Duration {
    var dispatchInterval: DispatchTimeInterval {
        let (seconds, attoseconds) = components
        return .nanoseconds(Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000))
    }
}
