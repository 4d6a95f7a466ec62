internal import CLinux
internal import Glibc
internal import HTTP

/// Output that waits for a slow peer, in order. Empty, it takes no memory.
struct OutputQueue {
    private enum Item {
        case bytes([UInt8])
        case body(Response)
    }

    private var items: [Item] = []
    private var first = 0
    /// How much of the first item has gone.
    private var offset = 0
    /// How much waits.
    private(set) var byteCount = 0

    var isEmpty: Bool { byteCount == 0 }

    mutating func append(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        items.append(.bytes(bytes))
        byteCount += bytes.count
    }

    /// Appends a body, less what of it has gone already. The response is kept, not copied.
    mutating func append(bodyOf response: Response, from start: Int = 0) {
        let count = response.bodyLength - start
        guard count > 0 else { return }
        if items.isEmpty { offset = start }
        precondition(items.isEmpty || start == 0, "only the first item can have begun")
        items.append(.body(response))
        byteCount += count
    }

    /// Writes as much as the peer takes.
    ///
    /// - Parameter written: is increased by the number of bytes that have gone.
    mutating func write(to descriptor: Int32, written: inout Int) -> WriteOutcome {
        while first < items.count {
            let (count, sent) = send(items[first], to: descriptor)
            guard sent >= 0 else {
                if errno == EINTR { continue }
                return errno == EAGAIN ? .blocked : .failed
            }
            written += sent
            byteCount -= sent
            offset += sent
            guard offset == count else { continue }
            removeFirst()
        }
        removeAll()
        return .drained
    }

    /// Copies the next bytes out, and says how many.
    mutating func take(into room: UnsafeMutableRawBufferPointer) -> Int {
        var taken = 0
        while first < items.count, taken < room.count {
            let (count, copied) = copy(
                items[first], into: UnsafeMutableRawBufferPointer(rebasing: room[taken...]))
            taken += copied
            offset += copied
            guard offset == count else { break }
            removeFirst()
        }
        byteCount -= taken
        if first == items.count { removeAll() }
        return taken
    }

    /// The memory goes as soon as the bytes have.
    private mutating func removeFirst() {
        items[first] = .bytes([])
        first += 1
        offset = 0
    }

    private mutating func removeAll() {
        items = []
        first = 0
    }

    /// Copies what is left of an item; tells its whole length, and how much there was room for.
    private func copy(
        _ item: Item, into room: UnsafeMutableRawBufferPointer
    ) -> (count: Int, copied: Int) {
        func copy(_ bytes: UnsafeRawBufferPointer) -> (Int, Int) {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...].prefix(room.count))
            room.copyMemory(from: rest)
            return (bytes.count, rest.count)
        }
        switch item {
        case .bytes(let bytes): return bytes.withUnsafeBytes(copy)
        case .body(let response): return response.withBody(copy)
        }
    }

    /// Sends what is left of an item; tells its whole length, and what the system took of it.
    private func send(_ item: Item, to descriptor: Int32) -> (count: Int, sent: Int) {
        func send(_ bytes: UnsafeRawBufferPointer) -> (Int, Int) {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
            let sent = Glibc.send(
                descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            return (bytes.count, sent)
        }
        switch item {
        case .bytes(let bytes): return bytes.withUnsafeBytes(send)
        case .body(let response): return response.withBody(send)
        }
    }
}
