/// What the machine remembers of the request it is at.
struct RequestFacts {
    var isHead = false
    var minorVersion = 1
    var keepsAlive = true
    /// The body is still to be read, and what it would take to do so.
    var unreadBody: RequestBody = .none
    var awaitsContinue = false
}
