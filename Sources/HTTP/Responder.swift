/// What turns requests into responses: the one value in which the engine and the application meet.
///
/// The engine knows nothing of the application beyond it, and the application sees no socket.
public struct Responder: Sendable {
    /// Called on an event loop for each request whose head is complete and valid.
    ///
    /// It must not block. `head` borrows the receive buffer: it is valid during the call only, and
    /// is not `Sendable`, so that the compiler keeps it on the loop.
    public let respond: @Sendable (_ head: RequestHead) -> Answer

    /// The response to what the engine refuses by itself: bad syntax, limits, deadlines, overload.
    /// Called on an event loop; must not block.
    public let refuse: @Sendable (_ refusal: Refusal) -> Response

    /// Joins the two functions.
    public init(
        respond: @escaping @Sendable (_ head: RequestHead) -> Answer,
        refuse: @escaping @Sendable (_ refusal: Refusal) -> Response
    ) {
        self.respond = respond
        self.refuse = refuse
    }
}

/// How a responder answers one request.
public enum Answer: Sendable {
    /// The response is at hand: it is written at once. A request body is not read.
    case ready(Response)

    /// The response comes later. The engine first reads the body, at most `bodyLimit` bytes after
    /// the transfer coding is undone (0: a request with a body is refused with 413), sends
    /// `100 Continue` if asked for, and then calls the handler on the loop, which must not block:
    /// it hands the work to a queue, and `reply` is sent from there.
    case later(
        bodyLimit: Int, handler: @Sendable (_ body: [UInt8], _ reply: Reply) -> Void)
}

/// The place a late response goes to. May be used from any thread; the first `send` counts, and one
/// to a connection that is gone does nothing.
public struct Reply: Sendable {
    /// Hands the response to the loop that owns the connection.
    public let send: @Sendable (Response) -> Void

    /// Made by the engine, and by tests.
    public init(send: @escaping @Sendable (Response) -> Void) {
        self.send = send
    }
}
