internal import CLinux
internal import Glibc
internal import HTTP

/// The responses of one turn of the loop, in batches: those to one connection, which one system call
/// writes. Each loop has one and uses it again and again, so that a response costs no allocation:
/// heads are made in its memory, bodies are written from the responses' own.
struct Outbox {
    /// The responses to one connection: where in the outbox they lie.
    struct Batch {
        fileprivate var vectors = 0..<0
        fileprivate var firstResponse = 0
        fileprivate var byteCount = 0
    }

    private let heads: UnsafeMutableRawBufferPointer
    private var headsUsed = 0
    private let vectors: UnsafeMutableBufferPointer<iovec>
    private var vectorCount = 0
    /// The responses whose bodies are among the vectors, in order.
    private var responses: [Response] = []
    /// The batch that is added to, or written.
    private var batch = Batch()
    /// How much of it has been taken out, of all and of the first vector that is left.
    private var taken = 0
    private var firstVector = 0
    private var firstTaken = 0

    /// Room for all answers that one connection gets in a turn, and for one to each connection that
    /// has sent something.
    init(depth: Int) {
        heads = .allocate(byteCount: 128 * 1024, alignment: 64)
        vectors = .allocate(capacity: 2 * max(depth + 1, EventLoop.eventsAtOnce))
        responses.reserveCapacity(vectors.count / 2)
    }

    /// Gives the memory back. The loop calls it at its end.
    func deallocate() {
        heads.deallocate()
        vectors.deallocate()
    }

    /// Whether the batch is.
    var isEmpty: Bool { batch.vectors.isEmpty }
    /// How long the batch is.
    var byteCount: Int { batch.byteCount }
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
        appendVector(UnsafeMutableRawPointer(mutating: body.baseAddress), body.count)
    }

    /// Lengthens the last vector where the head follows it in memory, as heads without bodies do.
    @inline(__always)
    private mutating func appendHead(_ head: UnsafeMutableRawPointer, _ length: Int) {
        if !isEmpty, let base = vectors[vectorCount - 1].iov_base,
            base + vectors[vectorCount - 1].iov_len == head
        {
            vectors[vectorCount - 1].iov_len += length
            batch.byteCount += length
        } else {
            appendVector(head, length)
        }
    }

    @inline(__always)
    private mutating func appendVector(_ start: UnsafeMutableRawPointer?, _ length: Int) {
        vectors[vectorCount] = iovec(iov_base: start, iov_len: length)
        vectorCount += 1
        batch.vectors = batch.vectors.lowerBound..<vectorCount
        batch.byteCount += length
    }

    // MARK: Batches

    /// Ends the batch, to be written later, and begins another behind it.
    mutating func seal() -> Batch {
        defer { beginBatch() }
        return batch
    }

    /// Makes a sealed batch the one that is written next.
    mutating func reopen(_ sealed: Batch) {
        precondition(isEmpty, "another batch is under way")
        batch = sealed
    }

    /// Frees the room of all batches, which have gone.
    mutating func removeAll() {
        precondition(isEmpty, "a batch is under way")
        headsUsed = 0
        vectorCount = 0
        responses.removeAll(keepingCapacity: true)
        batch = Batch()
    }

    private mutating func beginBatch() {
        batch = Batch(vectors: vectorCount..<vectorCount, firstResponse: responses.count)
        taken = 0
        firstVector = 0
        firstTaken = 0
    }

    // MARK: Writing

    /// Writes the batch, or puts what the peer does not take in a queue. Empty afterwards.
    ///
    /// - Parameter isLast: whether the connection is closed then: its end travels with the last bytes.
    mutating func flush(
        to descriptor: Int32, rest queue: inout OutputQueue, isLast: Bool
    ) -> WriteOutcome {
        guard !isEmpty else { return .drained }
        let flags = Int32(MSG_NOSIGNAL) | (isLast ? Int32(MSG_MORE) : 0)
        var sent: Int
        repeat {
            sent = send(to: descriptor, flags)
        } while sent < 0 && errno == EINTR
        let isBroken = sent < 0 && errno != EAGAIN
        if sent < byteCount, !isBroken { keepRest(after: max(sent, 0), in: &queue) }
        beginBatch()
        return isBroken ? .failed : queue.isEmpty ? .drained : .blocked
    }

    /// One vector goes by the plain call, which is a little quicker.
    @inline(__always)
    private func send(to descriptor: Int32, _ flags: Int32) -> Int {
        let first = batch.vectors.lowerBound
        if batch.vectors.count == 1 {
            return Glibc.send(descriptor, vectors[first].iov_base, vectors[first].iov_len, flags)
        }
        var message = msghdr()
        message.msg_iov = vectors.baseAddress.map { $0 + first }
        message.msg_iovlen = batch.vectors.count
        return sendmsg(descriptor, &message, flags)
    }

    /// Copies the next bytes out, and says how many; once all have been, it is empty.
    mutating func take(into room: UnsafeMutableRawBufferPointer) -> Int {
        guard !isEmpty else { return 0 }
        var count = 0
        while firstVector < batch.vectors.count, count < room.count {
            let vector = vectors[batch.vectors.lowerBound + firstVector]
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
        if firstVector == batch.vectors.count { beginBatch() }
        return count
    }

    /// Puts what has not been taken out in a queue. Empty afterwards.
    mutating func moveRest(to queue: inout OutputQueue) {
        guard !isEmpty else { return }
        keepRest(after: taken, in: &queue)
        beginBatch()
    }

    /// Copies heads, and keeps the responses of bodies.
    private func keepRest(after sent: Int, in queue: inout OutputQueue) {
        var skipped = sent
        var next = batch.firstResponse
        for vector in vectors[batch.vectors] {
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
