import Dispatch
import Glibc

/// Turns the signals of the process into calls, one after another on a queue of its own.
struct StopSignals {
    private let sources: [any DispatchSourceSignal]

    /// `stop` is called on each SIGTERM and SIGINT, `reload` on SIGHUP. Returns when none of them can be
    /// missed any more.
    init(stop: @escaping @Sendable () -> Void, reload: @escaping @Sendable () -> Void) async {
        signal(SIGPIPE, SIG_IGN)
        let queue = DispatchQueue(label: "clinic.signals")
        // A source is registered some time after it is activated; until then a signal that is
        // ignored by default is lost.
        let registered = DispatchGroup()
        sources = [SIGTERM, SIGINT, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if number == SIGHUP { reload() } else { stop() }
            }
            registered.enter()
            source.setRegistrationHandler { registered.leave() }
            source.activate()
            return source
        }
        await withCheckedContinuation { continuation in
            registered.notify(queue: queue) { continuation.resume() }
        }
    }

    /// Ends the calls.
    func cancel() {
        for source in sources { source.cancel() }
    }
}
