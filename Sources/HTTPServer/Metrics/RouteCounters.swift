internal import HTTP
internal import Synchronization

/// Responses by route, of one loop: a table of fixed size, found by the key that each response
/// carries. Labels beyond its size are counted together.
final class RouteCounters: Sendable {
    /// Labels that are counted apart.
    static let capacity = 96
    /// The label of the rest.
    static let otherLabel = "other"
    private static let places = 256

    private struct Cells: ~Copyable {
        let byClass = InlineArray<5, Atomic<Int>> { _ in Atomic(0) }
        let duration = DistributionCells()
    }

    /// Keys of labels; 0 where the place is free. Only the loop writes.
    private let keys = InlineArray<256, Atomic<UInt64>> { _ in Atomic(0) }
    /// The index of the counters for the key at the same place.
    private let indices = InlineArray<256, Atomic<Int>> { _ in Atomic(0) }
    /// The last one is of the rest.
    private let cells = InlineArray<97, Cells> { _ in Cells() }
    private let labels = Mutex<[String]>([])

    @inline(__always)
    func note(_ response: Response, took microseconds: Int64) {
        let index = index(of: response)
        increment(cells[index].byClass[response.status / 100 - 1])
        cells[index].duration.note(microseconds)
    }

    @inline(__always)
    private func index(of response: Response) -> Int {
        let key = response.routeKey
        let place = Int(truncatingIfNeeded: key >> 1) & (Self.places - 1)
        if keys[place].load(ordering: .relaxed) == key {
            return indices[place].load(ordering: .relaxed)
        }
        return find(response, from: place)
    }

    /// Looks on, and enters a label that is new. There are more places than labels, so that a search
    /// ends.
    @inline(never)
    private func find(_ response: Response, from start: Int) -> Int {
        var place = start
        while true {
            let key = keys[place].load(ordering: .relaxed)
            if key == response.routeKey { return indices[place].load(ordering: .relaxed) }
            if key == 0 { break }
            place = (place + 1) & (Self.places - 1)
        }
        let index = labels.withLock { labels -> Int? in
            guard labels.count < Self.capacity else { return nil }
            labels.append(response.route)
            return labels.count - 1
        }
        guard let index else { return Self.capacity }
        indices[place].store(index, ordering: .relaxed)
        keys[place].store(response.routeKey, ordering: .relaxed)
        return index
    }

    func add(to sum: inout [String: ServerMetrics.Route]) {
        let labels = labels.withLock { $0 }
        for (index, label) in labels.enumerated() { add(index, to: &sum[label, default: .init()]) }
        var other = ServerMetrics.Route()
        add(Self.capacity, to: &other)
        if other != ServerMetrics.Route() { sum[Self.otherLabel, default: .init()] = other }
    }

    private func add(_ index: Int, to route: inout ServerMetrics.Route) {
        for place in 0..<5 {
            route.byClass[place] += cells[index].byClass[place].load(ordering: .relaxed)
        }
        cells[index].duration.add(to: &route.duration)
    }
}
