internal import HTTP

/// What other threads ask of a loop.
enum LoopJob: Sendable {
    /// A late response; nil where its `Reply` was thrown away without one.
    case reply(ConnectionID, request: UInt32, Response?)
    /// A piece of a stream, and which ask it answers.
    case piece(ConnectionID, request: UInt32, ask: UInt32, BodyPiece)
    /// Go on with other settings.
    case adopt(LoopSettings)
    /// Stop gracefully.
    case drain
    /// Stop now.
    case cut
}
