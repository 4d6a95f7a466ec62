import Dispatch
import Synchronization

/// How the server stops: on the first signal readiness fails, the drain begins after a delay, and a
/// second signal ends everything at once, also during the delay.
final class StopSequence: Sendable {
    /// What is to be done at each step.
    struct Steps: Sendable {
        var failReadiness: @Sendable () -> Void
        var drain: @Sendable () -> Void
        var cut: @Sendable () -> Void
    }

    private enum State {
        case running, delaying, draining, cut
    }

    private let steps: Steps
    private let state = Mutex(State.running)
    private let queue = DispatchQueue(label: "clinic.stop")

    init(_ steps: Steps) {
        self.steps = steps
    }

    /// A stop signal has come. The delay is what it is at the first.
    func signalled(delay: Duration) {
        let old = state.withLock { state in
            let old = state
            state = old == .running ? .delaying : .cut
            return old
        }
        guard old == .running else {
            if old != .cut { steps.cut() }
            return
        }
        steps.failReadiness()
        guard delay > .zero else { return drain() }
        let milliseconds = delay / .milliseconds(1)
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(milliseconds))) { [self] in drain() }
    }

    private func drain() {
        let isDue = state.withLock { state in
            guard state == .delaying else { return false }
            state = .draining
            return true
        }
        if isDue { steps.drain() }
    }
}
