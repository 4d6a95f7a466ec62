import Dispatch
import Glibc
import Synchronization

/// Turns the signals of the process into calls, one after another on a queue of its own.
struct StopSignals {
    private let sources: [any DispatchSourceSignal]

    /// `stop` is called on SIGTERM and SIGINT with how many of them have come so far, from 1;
    /// `reload` on SIGHUP.
    init(stop: @escaping @Sendable (Int) -> Void, reload: @escaping @Sendable () -> Void) {
        signal(SIGPIPE, SIG_IGN)
        let queue = DispatchQueue(label: "clinic.signals")
        let stops = Stops()
        sources = [SIGTERM, SIGINT, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler {
                if number == SIGHUP { reload() } else { stop(stops.next()) }
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

/// Counts stop signals.
private final class Stops: Sendable {
    private let count = Atomic<Int>(0)

    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
