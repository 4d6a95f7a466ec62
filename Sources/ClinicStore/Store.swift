public import ClinicCore
import Dispatch
public import Foundation
import GRDB
public import Metrics
import Synchronization

/// A library on disk: one writer, N readers, each a connection of its own to the same SQLite file.
///
/// Exactly one connection in one process ever writes or checkpoints, because SQLite before 3.51.3
/// can corrupt a WAL database otherwise (https://sqlite.org/wal.html#walresetbug): readers are
/// read-only, and the data directory is locked. May be used from any thread.
public final class Store: Sendable {
    /// Where it is kept.
    public let directory: DataDirectory
    /// Whether the directory held no library when it was opened.
    public let isNew: Bool

    private let lock: DataDirectory.Lock
    private let writer: DatabaseQueue
    private let readers: [Reader]
    private let limits: Limits
    private let metrics: StoreMetrics
    private let turn = Atomic<Int>(0)
    private let waiting = Atomic<Int>(0)
    private let current: GenerationCounter
    private let language = SiteLanguage()
    private let writes: WriteQueue
    let schedule = Schedule()
    /// Who is told that webhooks have changed.
    let webhookWatch = Mutex<(@Sendable () -> Void)?>(nil)
    let knownTokens = KnownTokens()

    /// What a read may cost.
    public struct Limits: Sendable {
        /// Connections that read.
        public var readers = 2
        /// Reads that may wait; one more is `StoreError.overloaded`.
        public var waitingReads = 1_000
        /// Writes that may wait; one more is `StoreError.overloaded`.
        public var waitingWrites = 1_000
        /// Time that one read may take before it is stopped.
        public var readTime = Duration.seconds(2)

        /// The defaults.
        public init() {}
    }

    /// Opens the library of that directory, or makes an empty one where there is none.
    public init(
        _ directory: DataDirectory, limits: Limits = Limits(),
        metrics: any MetricsFactory = MetricsSystem.factory
    ) throws(StoreError) {
        self.directory = directory
        self.limits = limits
        self.metrics = StoreMetrics(metrics)
        lock = try directory.lock()
        let isNew = try directory.checkDatabase(lock: lock)
        if isNew { try DataDirectory.makePrivateFile(directory.database) }
        let file = directory.database
        do {
            writer = try Self.openWriter(file)
            readers = try (0..<max(1, limits.readers)).map { _ in try Reader(file: file) }
            let current = GenerationCounter(try writer.read(GenerationCounter.latest))
            self.current = current
            try writer.read(language.refresh)
            writer.add(
                transactionObserver: PublicChanges(language, current), extent: .databaseLifetime)
            writes = WriteQueue(writer: writer, capacity: limits.waitingWrites) { [schedule] db in
                schedule.look(db)
            }
        } catch {
            throw StoreError(error, file: file)
        }
        self.isNew = isNew
        lock.mark()
    }

    /// Number of the last public change: what was read under one generation holds until the next.
    public var generation: Int64 { current.value }

    /// The site's own language as of that generation: that of a write that names none.
    public var defaultLanguage: LanguageTag { language.value }

    /// Reads begun and not done.
    public var waitingReads: Int { waiting.load(ordering: .relaxed) }

    /// SQLite's version, for the log.
    public static let databaseVersion: String = {
        let version = try? DatabaseQueue().read {
            try String.fetchOne($0, sql: "SELECT sqlite_version()")
        }
        return version ?? "unknown"
    }()

    /// Reads on one of the readers' queues, in one transaction, and hands over the result there.
    /// Never blocks the caller. The view is valid during `body` only.
    public func read<Result: Sendable>(
        _ body: @escaping @Sendable (LibraryView) throws -> Result,
        completion: @escaping @Sendable (Swift.Result<Result, StoreError>) -> Void
    ) {
        guard waiting.add(1, ordering: .relaxed).newValue <= limits.waitingReads else {
            waiting.subtract(1, ordering: .relaxed)
            metrics.noteFailure(.overloaded)
            completion(.failure(.overloaded))
            return
        }
        let turn = turn.wrappingAdd(1, ordering: .relaxed).newValue
        let reader = readers[Int(UInt(bitPattern: turn) % UInt(readers.count))]
        let file = directory.database
        let start = DispatchTime.now()
        reader.read(limit: limits.readTime, body) { [self] result in
            waiting.subtract(1, ordering: .relaxed)
            metrics.noteRead(since: start)
            completion(
                result.mapError { error in
                    let error = StoreError(error, file: file)
                    metrics.noteFailure(error)
                    return error
                })
        }
    }

    /// Reads and waits for the result. For the command line and tests, not for the server.
    public func read<Result>(_ body: (LibraryView) throws -> Result) throws(StoreError) -> Result {
        do {
            return try readers[0].read(body)
        } catch {
            throw StoreError(error, file: directory.database)
        }
    }

    /// Brings in a content directory, in one transaction. With `strict`, any finding throws
    /// `StoreError.content` with all of them and changes nothing; else what has findings stays as
    /// it was. Blocks.
    public func bringIn(
        _ content: ContentDirectory, strict: Bool, now: Date = Date()
    ) throws(StoreError) -> ImportReport {
        try write { db in
            try ContentImport(db: db, directory: content, now: now).run(strict: strict)
        }
    }

    /// Appends one revision and brings the projections up to it. Blocks until it is on disk.
    public func append(_ revision: Revision) throws(StoreError) {
        try write { db in
            _ = try Projector(db: db).apply(RevisionLog(db: db).append(revision))
        }
    }

    /// Makes one change that an editor asks for, together with others that wait. Never blocks the
    /// caller; `completion` is called when it is on disk or has failed.
    ///
    /// - Parameters:
    ///   - idempotency: a repetition is answered as the first request was, and changes nothing.
    ///   - render: makes the answer, which is kept for a repetition.
    public func edit(
        _ edit: Edit, as idempotency: Idempotency? = nil, audit: AuditEntry?,
        render: @escaping @Sendable (EditResult) -> StoredAnswer,
        completion: @escaping @Sendable (Swift.Result<StoredAnswer, EditFailure>) -> Void
    ) {
        submit { db in
            if let earlier = try idempotency?.earlier(db, now: edit.at) { return earlier }
            let result = try Editor(db: db).make(edit)
            try audit?.recording(edit, result).insert(db)
            let answer = render(result)
            try idempotency?.keep(answer, db, now: edit.at)
            return answer
        } completion: {
            completion($0.mapError(EditFailure.init))
        }
    }

    /// Calls back once when the library has changed in public past that generation, which may be at
    /// once, or when the time is up.
    public func whenChanged(
        past generation: Int64, within limit: Duration, _ wake: @escaping @Sendable () -> Void
    ) {
        current.whenPast(generation, within: limit, wake)
    }

    /// Makes a write together with others that wait. Errors of the database come as `StoreError`,
    /// those of `body` as they are.
    func submit<Result: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Result,
        completion: @escaping @Sendable (Swift.Result<Result, any Error>) -> Void
    ) {
        let file = directory.database
        writes.submit(body) { result in
            completion(
                result.mapError { $0 is DatabaseError ? StoreError($0, file: file) : $0 })
        }
    }

    func writeWithoutTransaction(_ body: (Database) throws -> Void) throws(StoreError) {
        do {
            try writer.writeWithoutTransaction(body)
        } catch {
            throw StoreError(error, file: directory.database)
        }
    }

    func write<Result>(
        _ body: (Database) throws -> Result
    ) throws(StoreError) -> Result {
        do {
            return try writer.write(body)
        } catch {
            throw StoreError(error, file: directory.database)
        }
    }

    /// Closes every connection, readers first, so that the writer's is the one that checkpoints.
    public func close() {
        for reader in readers { reader.close() }
        try? writer.close()
    }

    private static func openWriter(_ file: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "clinic.store.writer"
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(2)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        let writer = try DatabaseQueue(path: file, configuration: configuration)
        // GRDB sets synchronous to NORMAL while it opens a WAL database.
        try writer.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
        let migrator = Schema.migrator
        guard try writer.read({ try !migrator.hasBeenSuperseded($0) }) else {
            throw StoreError.database(
                "\(file) was written by a newer version of clinic; install that version or later")
        }
        try migrator.migrate(writer)
        return writer
    }
}
