internal import CLinux
internal import Dispatch
internal import Glibc
public import HTTP
public import Logging
internal import Synchronization

/// An HTTP/1.1 server: event loops, listeners and connections, answering with a responder.
///
/// All methods may be called from any thread.
public final class Server: Sendable {
    private struct State {
        var loops: [LoopHandle] = []
        var running = 0
        var hasStarted = false
        /// Whether all loops have ended and their access lines are written.
        var isOver = false
        var socketPaths: [String] = []
        var settings: LoopSettings
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let configuration: ServerConfiguration
    private let responder: Responder
    private let logger: Logger
    private let accessLog: AccessLogWriter?
    private let loopCounters: [LoopCounters]
    private let state: Mutex<State>

    /// Prepares a server; nothing is opened yet.
    public init(configuration: ServerConfiguration, responder: Responder, logger: Logger) {
        precondition(configuration.loops >= 1, "at least one loop")
        self.configuration = configuration
        self.responder = responder
        self.logger = logger
        accessLog = configuration.accessLog.map(AccessLogWriter.init)
        loopCounters = (0..<configuration.loops).map { _ in LoopCounters() }
        state = Mutex(State(settings: LoopSettings(configuration.live)))
    }

    /// Opens the listeners and starts the loops. Call it once. It may wait for a name to be
    /// resolved.
    ///
    /// - Returns: where it listens, in the order of the configuration; a name may stand for several
    ///   addresses.
    /// - Throws: `ListenError`; nothing stays open then.
    public func start() throws(ListenError) -> [BoundAddress] {
        precondition(!state.withLock { $0.hasStarted }, "a server starts once")
        DescriptorLimit.raise()
        var opener = ListenerOpener(
            loops: configuration.loops, unixSocketMode: configuration.unixSocketMode)
        var epolls: [Int32] = []
        var handles: [LoopHandle] = []
        do throws(ListenError) {
            if configuration.inherited.isEmpty {
                for address in configuration.listen { try opener.open(address) }
            }
            for descriptor in configuration.inherited { try opener.adopt(descriptor) }
            for _ in 0..<configuration.loops {
                epolls.append(try Self.makeEpoll())
                handles.append(try Self.makeHandle())
            }
        } catch {
            opener.closeAll()
            for epoll in epolls { close(epoll) }
            throw error
        }
        let bound = opener.bound
        let started = handles
        let settings = state.withLock { state in
            state.hasStarted = true
            state.loops = started
            state.running = started.count
            state.socketPaths = opener.ownPaths
            return state.settings
        }
        let limit = connectionLimit()
        for (index, handle) in handles.enumerated() {
            start(
                LoopSetup(
                    epoll: epolls[index], listeners: opener.descriptors[index],
                    sharesListeners: !configuration.inherited.isEmpty, handle: handle,
                    responder: responder, limits: configuration.limits,
                    deadlines: DeadlineTable(configuration.deadlines),
                    connectionLimit: max(limit / handles.count, 1),
                    settings: settings, counters: loopCounters[index], accessLog: accessLog,
                    logger: logger),
                index: index)
        }
        return bound
    }

    /// Stops gracefully: requests in flight are answered with `Connection: close`, idle connections
    /// close, the listeners close after `drainListening`, when connections that wait to be accepted have been
    /// (those of inherited sockets close at once, and what waits there is the next process's), and what
    /// is not finished after the drain deadline is cut. Returns at once.
    public func drain() {
        for loop in state.withLock({ $0.loops }) { loop.enqueue(.drain) }
    }

    /// Closes everything at once.
    public func cut() {
        for loop in state.withLock({ $0.loops }) { loop.enqueue(.cut) }
    }

    /// Goes on with other settings. Where the rate limit is the same, so are the clients' buckets.
    public func adopt(_ live: LiveSettings) {
        state.withLock { state in
            precondition(
                (live.tls == nil) == (state.settings.tls == nil), "TLS is settled at the start")
            state.settings = LoopSettings(live, keeping: state.settings)
            for loop in state.loops { loop.enqueue(.adopt(state.settings)) }
        }
    }

    /// Returns when all loops have ended and their access lines are written, after `drain()` or
    /// `cut()`; at once for a server that was not started.
    public func waitUntilStopped() async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                guard state.hasStarted, !state.isOver else { return true }
                state.waiters.append(continuation)
                return false
            }
            if isOver { continuation.resume() }
        }
    }

    /// What the server has done so far.
    public var counters: ServerCounters {
        var sum = ServerCounters()
        for counters in loopCounters { counters.add(to: &sum) }
        sum.droppedAccessLines = accessLog?.dropped ?? 0
        return sum
    }

    /// Everything that the server measures.
    public var metrics: ServerMetrics {
        var sum = ServerMetrics()
        for counters in loopCounters { counters.add(to: &sum) }
        sum.counters.droppedAccessLines = accessLog?.dropped ?? 0
        return sum
    }

    // MARK: Loops

    /// Runs a loop on a queue of its own. Its state is made there, and never leaves it.
    private func start(_ setup: LoopSetup, index: Int) {
        let queue = DispatchQueue(label: "clinic.loop.\(index)", qos: .userInitiated)
        queue.async { [self] in
            var loop = EventLoop(setup)
            loop.run()
            loopEnded()
        }
    }

    private func loopEnded() {
        let isLast = state.withLock { state in
            state.running -= 1
            return state.running == 0
        }
        guard isLast else { return }
        for path in state.withLock({ $0.socketPaths }) { unlink(path) }
        guard let accessLog else { return resumeWaiters() }
        accessLog.afterWriting { [self] in resumeWaiters() }
    }

    private func resumeWaiters() {
        let waiters = state.withLock { state in
            state.isOver = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    private func connectionLimit() -> Int {
        let spare = 16
        let available = DescriptorLimit.current - DescriptorLimit.open - spare
        return max(min(configuration.limits.connections ?? 10_000, available), 8)
    }

    private static func makeEpoll() throws(ListenError) -> Int32 {
        let descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { throw ListenError("epoll_create1", "event loop") }
        return descriptor
    }

    private static func makeHandle() throws(ListenError) -> LoopHandle {
        let descriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard descriptor >= 0 else { throw ListenError("eventfd", "event loop") }
        return LoopHandle(descriptor: descriptor)
    }
}
