import Dispatch
import GRDB
import Synchronization

/// Collects writes and makes all that wait in one transaction: one sync of the disk serves many. Each
/// write is whole or not at all by itself, and is answered only after the sync.
final class WriteQueue: Sendable {
    private let writer: DatabaseQueue
    private let capacity: Int
    private let afterAnswers: @Sendable (Database) -> Void
    private let state = Mutex(State())

    /// Writes of one transaction at most.
    private static let groupSize = 128

    private struct State: Sendable {
        var waiting: [Job] = []
        var isRunning = false
    }

    /// A write: what to do in the transaction, and what to call when it is on disk or has failed.
    private struct Job: Sendable {
        let run: @Sendable (Database) throws -> @Sendable () -> Void
        let fail: @Sendable (any Error) -> Void
    }

    /// `afterAnswers` is called on the writer's queue when those who waited have been answered.
    init(
        writer: DatabaseQueue, capacity: Int, afterAnswers: @escaping @Sendable (Database) -> Void
    ) {
        self.writer = writer
        self.capacity = capacity
        self.afterAnswers = afterAnswers
    }

    /// Adds a write. `completion` is called on the writer's queue; with `StoreError.overloaded` on the
    /// caller's thread where too many wait.
    func submit<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result,
        completion: @escaping @Sendable (Swift.Result<Result, any Error>) -> Void
    ) {
        let job = Job { db in
            let result = try body(db)
            return { completion(.success(result)) }
        } fail: {
            completion(.failure($0))
        }
        let (isFull, starts) = state.withLock { state -> (Bool, Bool) in
            guard state.waiting.count < capacity else { return (true, false) }
            state.waiting.append(job)
            let starts = !state.isRunning
            state.isRunning = true
            return (false, starts)
        }
        if isFull { return completion(.failure(StoreError.overloaded)) }
        if starts { runNext() }
    }

    private func runNext() {
        writer.asyncWriteWithoutTransaction { [self] db in
            let jobs = state.withLock { state in
                let jobs = Array(state.waiting.prefix(Self.groupSize))
                state.waiting.removeFirst(jobs.count)
                return jobs
            }
            run(jobs, db)
            let goesOn = state.withLock { state in
                state.isRunning = !state.waiting.isEmpty
                return state.isRunning
            }
            if goesOn { runNext() }
        }
    }

    private func run(_ jobs: [Job], _ db: Database) {
        var answers: [@Sendable () -> Void] = []
        do {
            try inTransaction(db) {
                if jobs.count == 1 {
                    // What it refuses undoes the transaction, and no other write with it.
                    answers.append(try jobs[0].run(db))
                } else {
                    for job in jobs {
                        answers.append(try Self.attempt(job, db))
                        // What follows must not be written outside of it.
                        guard db.isInsideTransaction else {
                            throw DatabaseError(resultCode: .SQLITE_ABORT)
                        }
                    }
                }
            }
        } catch {
            // The transaction is gone, and every write in it: the disk is full, say.
            for job in jobs { job.fail(error) }
            return
        }
        for answer in answers { answer() }
        afterAnswers(db)
    }

    /// As GRDB's own, which compiles its statements anew each time.
    private func inTransaction(_ db: Database, _ body: () throws -> Void) throws {
        try db.cachedStatement(sql: "BEGIN IMMEDIATE").execute()
        do {
            try body()
            try db.cachedStatement(sql: "COMMIT").execute()
        } catch {
            // SQLite itself has undone it where the disk is full, say.
            if db.isInsideTransaction { try? db.rollback() }
            throw error
        }
    }

    /// Runs one write in a savepoint. What it refuses by itself undoes that one alone; what the
    /// database cannot do ends the transaction.
    private static func attempt(_ job: Job, _ db: Database) throws -> @Sendable () -> Void {
        var answer: (@Sendable () -> Void)?
        do {
            try db.inSavepoint {
                answer = try job.run(db)
                return .commit
            }
        } catch let error as DatabaseError where error.resultCode != .SQLITE_CONSTRAINT {
            throw error
        } catch {
            return { job.fail(error) }
        }
        return answer ?? {}
    }
}
