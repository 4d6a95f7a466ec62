import Synchronization

/// What is under way, so that a stop can wait for it, and cut it off. May be used from any thread.
final class Activity: Sendable {
    private let state = Mutex(State())
    private let cut = Atomic(false)

    private struct State {
        var running = 0
        var isStopping = false
        var isOver = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// Whether nothing new is to begin.
    var isStopping: Bool { state.withLock { $0.isStopping } }

    /// Whether what is under way is to end at once.
    var isCut: Bool { cut.load(ordering: .relaxed) }

    /// Counts one more; false where nothing new is to begin.
    func begin() -> Bool {
        state.withLock { state in
            guard !state.isStopping else { return false }
            state.running += 1
            return true
        }
    }

    /// Counts one less.
    func end() {
        resume { $0.running -= 1 }
    }

    /// Lets nothing new begin.
    func stop() {
        resume { $0.isStopping = true }
    }

    /// Ends what is under way, as soon as it looks.
    func cutOff() {
        stop()
        cut.store(true, ordering: .relaxed)
    }

    /// Waits no longer, whatever is under way.
    func giveUp() {
        resume { $0.isOver = true }
    }

    /// Returns when nothing new begins and nothing is under way.
    func wait() async {
        await withCheckedContinuation { continuation in
            resume { $0.waiters.append(continuation) }
        }
    }

    private func resume(_ change: (inout State) -> Void) {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            change(&state)
            guard state.isStopping, state.running == 0 || state.isOver else { return [] }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
