/// Finds the connection that has been idle longest, roughly and without cost to requests: a queue in
/// the order of accepting, from which those that were busy meanwhile go back to the end.
struct IdleOrder {
    private struct Entry {
        var id: ConnectionID
        var since: Int64
    }

    private var entries: [Entry] = []
    private var first = 0

    /// A connection was accepted.
    ///
    /// - Parameter live: the number of connections there are, so that the entries of dead ones can be
    ///   dropped before they gather.
    mutating func append(
        _ id: ConnectionID, at now: Int64, live: Int, isLive: (ConnectionID) -> Bool
    ) {
        if entries.count - first > 2 * live + 1024 || first > 2 * live + 1024 {
            entries = entries[first...].filter { isLive($0.id) }
            first = 0
        }
        entries.append(Entry(id: id, since: now))
    }

    /// The first connection that has been idle since it was entered; where there is none, the one of
    /// those idle now that has been longest.
    ///
    /// - Parameter idleSince: tells since when a connection is idle; nil where it is busy or dead.
    ///   `isLive` tells the two apart.
    mutating func popIdle(
        at now: Int64, idleSince: (ConnectionID) -> Int64?, isLive: (ConnectionID) -> Bool
    ) -> ConnectionID? {
        var next: Entry?
        // Each is looked at once at most.
        for _ in first..<max(entries.count, first) {
            let entry = entries[first]
            first += 1
            guard isLive(entry.id) else { continue }
            guard let since = idleSince(entry.id) else {
                entries.append(Entry(id: entry.id, since: now))
                continue
            }
            if since <= entry.since { return entry.id }
            entries.append(Entry(id: entry.id, since: since))
            if since < next?.since ?? .max { next = entries.last }
        }
        return next?.id
    }
}
