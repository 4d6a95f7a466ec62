import ClinicCore

extension Value {
    /// What differs between an older value and this one: each place (RFC 6901) with what stood there
    /// before and what stands there now; a side that has nothing there is left out.
    func changes(from older: Value) -> Value {
        var changes: [Value] = []
        Self.collect(older, self, at: .root, into: &changes)
        return .array(changes)
    }

    private static func collect(
        _ older: Value?, _ newer: Value?, at pointer: JSONPointer, into changes: inout [Value]
    ) {
        guard older != newer else { return }
        switch (older, newer) {
        case (.object(let before)?, .object(let after)?):
            let added = after.members.map(\.name).filter { before[$0] == nil }
            for name in before.members.map(\.name) + added {
                collect(before[name], after[name], at: pointer.appending(name), into: &changes)
            }
        case (.array(let before)?, .array(let after)?):
            for index in 0..<max(before.count, after.count) {
                collect(
                    index < before.count ? before[index] : nil,
                    index < after.count ? after[index] : nil, at: pointer.appending(index),
                    into: &changes)
            }
        default:
            var change: Object = ["pointer": .string(pointer.description)]
            if let older { change.append("before", older) }
            if let newer { change.append("after", newer) }
            changes.append(.object(change))
        }
    }
}
