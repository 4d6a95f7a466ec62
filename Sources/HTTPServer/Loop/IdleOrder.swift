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

    /// Takes out the first connection that has been idle since it was entered.
    ///
    /// - Parameter idleSince: tells since when a connection is idle; nil where it is busy or dead.
    ///   `isLive` tells the two apart.
    mutating func popIdle(
        at now: Int64, idleSince: (ConnectionID) -> Int64?, isLive: (ConnectionID) -> Bool
    ) -> ConnectionID? {
        // Each is looked at once at most.
        for _ in first..<max(entries.count, first) {
            let entry = entries[first]
            first += 1
            guard isLive(entry.id) else { continue }
            if let since = idleSince(entry.id), since <= entry.since { return entry.id }
            entries.append(Entry(id: entry.id, since: idleSince(entry.id) ?? now))
        }
        return nil
    }
}
