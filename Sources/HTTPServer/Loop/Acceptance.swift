/// Whether a loop accepts connections.
enum Acceptance: Equatable {
    case open
    /// The system has no descriptor or memory for more; tried again then.
    case pausedUntil(Int64)
    /// There are as many connections as may be, and none is idle; goes on when one closes or is idle.
    case full
}
