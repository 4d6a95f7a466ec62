import Dispatch
import Glibc

/// Turns the signals of the process into calls, one after another on a queue of its own.
struct StopSignals {
    private let sources: [any DispatchSourceSignal]

    /// `stop` is called on each SIGTERM and SIGINT, `reload` on SIGHUP.
    init(stop: @escaping @Sendable () -> Void, reload: @escaping @Sendable () -> Void) {
        signal(SIGPIPE, SIG_IGN)
        let queue = DispatchQueue(label: "clinic.signals")
        sources = [SIGTERM, SIGINT, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if number == SIGHUP { reload() } else { stop() }
            }
            source.activate()
            return source
        }
    }

    /// Ends the calls.
    func cancel() {
        for source in sources { source.cancel() }
    }
}
