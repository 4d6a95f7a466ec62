internal import CLinux
internal import Glibc
internal import HTTP

/// The responses of one turn, written together by one system call. Each loop has one and uses it
/// again and again, so that a response costs no allocation: heads are made in its memory, bodies are
/// written from the responses' own.
struct Outbox {
    private let heads: UnsafeMutableRawBufferPointer
    private var headsUsed = 0
    private let vectors: UnsafeMutableBufferPointer<iovec>
    private var vectorCount = 0
    /// The responses whose bodies are among the vectors, in order.
    private var responses: [Response] = []
    private(set) var byteCount = 0
    /// How much has been taken out, of all and of the first vector that is left.
    private var taken = 0
    private var firstVector = 0
    private var firstTaken = 0

    /// Room for the answers of one turn, and for an interim response before each.
    init(depth: Int) {
        heads = .allocate(byteCount: 64 * 1024, alignment: 64)
        vectors = .allocate(capacity: 2 * max(depth, 1) + 2)
        responses.reserveCapacity(depth)
    }

    /// Gives the memory back. The loop calls it at its end.
    func deallocate() {
        heads.deallocate()
        vectors.deallocate()
    }

    var isEmpty: Bool { vectorCount == 0 }

    /// Whether a response with a head of at most this many bytes finds room.
    @inline(__always)
    func hasRoom(forHead bytes: Int) -> Bool {
        headsUsed + bytes <= heads.count && vectorCount + 2 <= vectors.count
    }

    /// Adds a head, made in place by `write`, which says how long it is, and a body after it.
    @inline(__always)
    mutating func append(
        bodyOf response: Response?, write: (UnsafeMutableRawPointer) -> Int
    ) {
        guard let start = heads.baseAddress else { return }
        let head = start + headsUsed
        let headLength = write(head)
        headsUsed += headLength
        appendHead(head, headLength)
        guard let response, response.bodyLength > 0 else { return }
        responses.append(response)
        let body = response.stableBody
        vectors[vectorCount] = iovec(
            iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count)
        vectorCount += 1
        byteCount += body.count
    }

    /// Lengthens the last vector where the head follows it in memory, as heads without bodies do.
    @inline(__always)
    private mutating func appendHead(_ head: UnsafeMutableRawPointer, _ length: Int) {
        byteCount += length
        if vectorCount > 0, let base = vectors[vectorCount - 1].iov_base,
            base + vectors[vectorCount - 1].iov_len == head
        {
            vectors[vectorCount - 1].iov_len += length
            return
        }
        vectors[vectorCount] = iovec(iov_base: head, iov_len: length)
        vectorCount += 1
    }

    /// Writes everything, or puts what the peer does not take in a queue. Empty afterwards.
    ///
    /// - Parameter isLast: whether the connection is closed then: its end travels with the last bytes.
    mutating func flush(
        to descriptor: Int32, rest queue: inout OutputQueue, isLast: Bool
    ) -> WriteOutcome {
        guard vectorCount > 0 else { return .drained }
        let flags = Int32(MSG_NOSIGNAL) | (isLast ? Int32(MSG_MORE) : 0)
        var sent: Int
        repeat {
            sent = send(to: descriptor, flags)
        } while sent < 0 && errno == EINTR
        let isBroken = sent < 0 && errno != EAGAIN
        if sent < byteCount, !isBroken { keepRest(after: max(sent, 0), in: &queue) }
        removeAll()
        return isBroken ? .failed : queue.isEmpty ? .drained : .blocked
    }

    /// One vector goes by the plain call, which is a little quicker.
    @inline(__always)
    private func send(to descriptor: Int32, _ flags: Int32) -> Int {
        if vectorCount == 1 {
            return Glibc.send(descriptor, vectors[0].iov_base, vectors[0].iov_len, flags)
        }
        var message = msghdr()
        message.msg_iov = vectors.baseAddress
        message.msg_iovlen = vectorCount
        return sendmsg(descriptor, &message, flags)
    }

    /// Copies the next bytes out, and says how many; once all have been, it is empty.
    mutating func take(into room: UnsafeMutableRawBufferPointer) -> Int {
        guard vectorCount > 0 else { return 0 }
        var count = 0
        while firstVector < vectorCount, count < room.count {
            let vector = vectors[firstVector]
            let length = min(vector.iov_len - firstTaken, room.count - count)
            if let source = vector.iov_base, let target = room.baseAddress {
                (target + count).copyMemory(from: source + firstTaken, byteCount: length)
            }
            count += length
            firstTaken += length
            guard firstTaken == vector.iov_len else { break }
            firstVector += 1
            firstTaken = 0
        }
        taken += count
        if firstVector == vectorCount { removeAll() }
        return count
    }

    /// Puts what has not been taken out in a queue. Empty afterwards.
    mutating func moveRest(to queue: inout OutputQueue) {
        guard vectorCount > 0 else { return }
        keepRest(after: taken, in: &queue)
        removeAll()
    }

    private mutating func removeAll() {
        headsUsed = 0
        vectorCount = 0
        byteCount = 0
        taken = 0
        firstVector = 0
        firstTaken = 0
        responses.removeAll(keepingCapacity: true)
    }

    /// Copies heads, and keeps the responses of bodies.
    private func keepRest(after sent: Int, in queue: inout OutputQueue) {
        var skipped = sent
        var next = 0
        for vector in vectors[..<vectorCount] {
            let isHead = heads.contains(vector.iov_base)
            defer { if !isHead { next += 1 } }
            if skipped >= vector.iov_len {
                skipped -= vector.iov_len
                continue
            }
            if isHead {
                let bytes = UnsafeRawBufferPointer(start: vector.iov_base, count: vector.iov_len)
                queue.append(Array(bytes[skipped...]))
            } else {
                queue.append(bodyOf: responses[next], from: skipped)
            }
            skipped = 0
        }
    }
}

extension UnsafeMutableRawBufferPointer {
    fileprivate func contains(_ address: UnsafeMutableRawPointer?) -> Bool {
        guard let address, let start = baseAddress else { return false }
        return address >= start && address < start + count
    }
}
