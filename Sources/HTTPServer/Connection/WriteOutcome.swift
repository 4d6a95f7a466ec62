/// What came of a write.
enum WriteOutcome {
    /// Everything has gone.
    case drained
    /// The peer takes no more for now.
    case blocked
    /// The connection is broken.
    case failed
}
