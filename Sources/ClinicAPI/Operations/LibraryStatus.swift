import Synchronization

/// How the server stands, as its probes tell. May be used from any thread.
public final class LibraryStatus: Sendable {
    private let state = Mutex(State())

    /// What is known.
    public struct State: Sendable {
        /// Whether there is content to serve.
        public var isLoaded = false
        /// Whether the server is about to stop.
        public var isDraining = false
        /// Content files that could not be brought in at the last attempt.
        public var contentFindings = 0

        /// Nothing loaded yet.
        public init() {}
    }

    /// Nothing loaded yet.
    public init() {}

    /// As it stands now.
    public var current: State { state.withLock { $0 } }

    /// Changes it.
    public func update(_ change: (inout State) -> Void) {
        state.withLock { change(&$0) }
    }
}
