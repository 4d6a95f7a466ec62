internal import CLinux
internal import Glibc
internal import HTTP
internal import Logging

/// One event loop: an epoll set, and all the connections in it.
///
/// It is made on the thread it runs on and never leaves it, so nothing in it needs a lock; nor can it
/// be copied or shared, so that the compiler sees that no two parts of it are changed at once. What
/// other threads want of it goes through its `LoopHandle`.
struct EventLoop: ~Copyable {
    static let eventsAtOnce = 256

    let setup: LoopSetup
    let parser: RequestParser
    let fields: FieldTable
    /// Where everything is received, for all connections: an idle one holds no buffer.
    let input: UnsafeMutableRawBufferPointer
    private let events: UnsafeMutableBufferPointer<epoll_event>
    /// Between TLS sessions and their sockets; nil where all connections are plain.
    let wire: TLSWire?

    var connections = ConnectionTable()
    var wheel: DeadlineWheel
    var outbox: Outbox
    var lines: ResponseHeadLines
    var random = RandomBits()
    var accessLines: AccessLines?
    var settings: LoopSettings

    /// Milliseconds of a clock that only goes forward, read once a turn.
    var now: Int64
    /// When what is being used now was received, in microseconds.
    var receivedAt: Int64 = 0
    /// Connections whose answers lie in the outbox until this turn has received everything.
    var answered: [(Connection, Outbox.Batch)] = []
    /// Connections with requests left over from their last turn.
    var scheduled: [ConnectionID] = []
    /// Connections in the order in which they were last known not to be idle.
    var idleOrder = IdleOrder()
    var acceptance = Acceptance.open
    /// Until when it is not logged again that the system has nothing left.
    var isQuietUntil = Int64.min
    var listeners: [Int32]
    var isDraining = false
    /// When a loop that drains closes its listeners.
    var listensUntil = Int64.max
    var stopAt = Int64.max
    private var isCut = false

    init(_ setup: LoopSetup) {
        self.setup = setup
        parser = RequestParser(limits: setup.limits)
        fields = FieldTable(capacity: setup.limits.fieldCount)
        input = .allocate(byteCount: Self.inputBytes(setup.limits), alignment: 64)
        events = .allocate(capacity: Self.eventsAtOnce)
        wire = setup.settings.tls == nil ? nil : TLSWire()
        now = Clock.milliseconds()
        wheel = DeadlineWheel(now: now)
        outbox = Outbox(depth: setup.limits.pipelineDepth)
        lines = ResponseHeadLines(now: Self.currentDate())
        accessLines = setup.accessLog.map(AccessLines.init)
        settings = setup.settings
        lines.strictTransportSecurity(settings.hstsSeconds)
        listeners = setup.listeners
    }

    deinit {
        input.deallocate()
        events.deallocate()
        outbox.deallocate()
    }

    /// The most that may be held of an incomplete head, and as much again for what comes next.
    private static func inputBytes(_ limits: Limits) -> Int {
        let head = limits.targetBytes + limits.fieldBlockBytes + limits.fieldLineBytes + 1024
        return max(head, 64 * 1024) + 64 * 1024
    }

    private static func currentDate() -> HTTPDate {
        HTTPDate(secondsSinceEpoch: Clock.millisecondsSinceEpoch() / 1000)
    }

    /// Serves until the server stops. Does not return before.
    mutating func run() {
        watchListeners()
        watch(setup.handle.descriptor, as: .wake, for: EPOLLIN.rawValue)
        while !isFinished {
            turn()
        }
        end()
    }

    private var isFinished: Bool {
        isCut || (isDraining && listeners.isEmpty && connections.count == 0)
    }

    /// Waits for something to happen, and does all that it asks for.
    private mutating func turn() {
        let count = epoll_wait(
            setup.epoll, events.baseAddress, Int32(events.count), timeoutMilliseconds())
        now = Clock.milliseconds()
        let startedAt = Clock.microseconds()
        lines.update(Self.currentDate())
        if count > 0 {
            for event in events[..<Int(count)] { handle(event) }
        }
        settleAnswered()
        if !scheduled.isEmpty { continueScheduled() }
        if listensUntil <= now { stopListening() }
        expireDeadlines()
        outbox.removeAll()
        if let due = accessLines?.due, due <= now { accessLines?.flush() }
        setup.counters.noteTurn(Clock.microseconds() - startedAt)
    }

    private mutating func handle(_ event: epoll_event) {
        let id = ConnectionID(packed: event.data.u64)
        if id.registration != 0 {
            guard let connection = connections.find(id) else { return }
            handle(event.events, on: connection)
        } else if id == .wake {
            settleAnswered()
            for job in setup.handle.takeJobs() { perform(job) }
        } else if Int(id.slot) < listeners.count {
            // The listeners may have been closed by an event before this one.
            acceptConnections(from: listeners[Int(id.slot)])
        }
    }

    private mutating func handle(_ events: UInt32, on connection: Connection) {
        if events & EPOLLOUT.rawValue != 0 { writeQueued(connection) }
        guard events & ~EPOLLOUT.rawValue != 0, !connection.machine.isClosed else { return }
        if connection.machine.wantsInput, !isStuffed(connection) {
            receive(connection)
        } else if events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 {
            close(connection)
        } else {
            // Input nobody wants now; epoll would tell of it again and again.
            setInterest(connection, connection.interest & ~EPOLLIN.rawValue)
        }
    }

    private mutating func perform(_ job: LoopJob) {
        switch job {
        case .reply(let id, let request, let response):
            guard let connection = connections.find(id) else { return }
            reply(response, to: request, on: connection)
        case .piece(let id, let request, let ask, let piece):
            guard let connection = connections.find(id) else { return }
            deliver(piece, of: request, ask: ask, to: connection)
        case .adopt(let settings):
            self.settings = settings
            lines.strictTransportSecurity(settings.hstsSeconds)
        case .drain:
            drain()
        case .cut:
            isCut = true
        }
    }

    /// Inlined, as `setInterest` is: a call that changes nothing would be handed a copy of the loop.
    @inline(__always)
    private func timeoutMilliseconds() -> Int32 {
        if !scheduled.isEmpty { return 0 }
        var next = min(wheel.nextDue ?? .max, accessLines?.due ?? .max, listensUntil, stopAt)
        if case .pausedUntil(let time) = acceptance { next = min(next, time) }
        guard next != .max else { return -1 }
        // The coarse clock runs a little behind: one more, so that it has come to `next` by then.
        return Int32(clamping: max(next - Clock.milliseconds(), 0) + 1)
    }

    /// Closes everything that is still open.
    private mutating func end() {
        setup.handle.close()
        closeListeners()
        for connection in connections.all { reset(connection) }
        accessLines?.flush()
        Glibc.close(setup.epoll)
    }

    // MARK: epoll

    func watch(_ descriptor: Int32, as id: ConnectionID, for interest: UInt32) {
        var event = epoll_event(events: interest, data: epoll_data_t(u64: id.packed))
        if epoll_ctl(setup.epoll, EPOLL_CTL_ADD, descriptor, &event) != 0 {
            setup.logger.error("epoll_ctl failed", metadata: ["errno": "\(errno)"])
        }
    }

    @inline(__always)
    func setInterest(_ connection: Connection, _ interest: UInt32) {
        guard interest != connection.interest else { return }
        connection.interest = interest
        guard connection.isWatched else { return }
        var event = epoll_event(
            events: interest, data: epoll_data_t(u64: connection.id.packed))
        // Cannot fail for a descriptor that is in the set.
        _ = epoll_ctl(setup.epoll, EPOLL_CTL_MOD, connection.descriptor, &event)
    }
}
