internal import CLinux
internal import Glibc
internal import Synchronization

/// The only door into a loop: a list of jobs behind a lock, and a descriptor that wakes the loop.
final class LoopHandle: Sendable {
    private struct State {
        var jobs: [LoopJob] = []
        var isOpen = true
    }

    /// An eventfd; closed when the handle goes.
    let descriptor: Int32
    private let state = Mutex(State())

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Hands a job to the loop. Jobs for a loop that has ended are thrown away.
    func enqueue(_ job: LoopJob) {
        let wakes = state.withLock { state in
            guard state.isOpen else { return false }
            state.jobs.append(job)
            return state.jobs.count == 1
        }
        guard wakes else { return }
        var one: UInt64 = 1
        // Cannot fail: the counter is far from its limit.
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Takes all jobs. Called by the loop.
    func takeJobs() -> [LoopJob] {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
        return state.withLock { state in
            defer { state.jobs = [] }
            return state.jobs
        }
    }

    /// The loop ends; nothing is taken any more.
    func close() {
        state.withLock { state in
            state.isOpen = false
            state.jobs = []
        }
    }
}
