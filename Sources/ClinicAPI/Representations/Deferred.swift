import Synchronization

/// A value that is made when it is first asked for, off the event loops, and kept.
final class Deferred<Value: Sendable>: Sendable {
    private let make: @Sendable () -> Value
    private let task = Mutex<Task<Value, Never>?>(nil)

    init(_ make: @escaping @Sendable () -> Value) {
        self.make = make
    }

    /// The value; who asks while it is being made waits for the same one.
    var value: Value {
        get async {
            let making = task.withLock { task in
                let making = task ?? Task { [make] in make() }
                task = making
                return making
            }
            return await making.value
        }
    }
}
