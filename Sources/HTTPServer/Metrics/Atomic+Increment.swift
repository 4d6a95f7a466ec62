internal import Synchronization

/// A load and a store are enough, and cheaper than one locked addition: there is one writer.
@inline(__always)
func increment(_ counter: borrowing Atomic<Int>, by count: Int = 1) {
    counter.store(counter.load(ordering: .relaxed) &+ count, ordering: .relaxed)
}
