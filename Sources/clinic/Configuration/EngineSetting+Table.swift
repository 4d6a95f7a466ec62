import ClinicAPI
import ClinicStore
import HTTP

extension EngineSetting {
    /// From what a busy test may set to what nobody needs.
    private static let anyTime = Duration.milliseconds(10)...Duration.seconds(86_400)

    /// All limits and deadlines. None changes while the server runs.
    ///
    /// The pipeline's range ends where one `sendmsg` still takes its answers: two vectors for each,
    /// of the 1,024 that Linux takes. JSON may not lie deeper than what the store reads back.
    static let all: [EngineSetting] = [
        .init(
            "limit-target", \.limitTarget, .bytes(\.limits.targetBytes, 256...64 << 10),
            "Request target (414)."),
        .init(
            "limit-field-line", \.limitFieldLine,
            .bytes(\.limits.fieldLineBytes, 256...256 << 10), "One field line (431)."),
        .init(
            "limit-field-block", \.limitFieldBlock,
            .bytes(\.limits.fieldBlockBytes, 1 << 10...1 << 20), "All field lines (431)."),
        .init(
            "limit-fields", \.limitFields, .count(\.limits.fieldCount, 8...1000),
            "The number of field lines (431)."),
        .init(
            "limit-body", \.limitBody, .bytes(\.bodies.bytes, 1 << 10...64 << 20),
            "A request body, as sent and expanded (413)."),
        .init(
            "limit-json-depth", \.limitJSONDepth, .count(\.bodies.depth, 8...64),
            "Lists and objects within each other in a body (400)."),
        .init(
            "limit-chunk-extensions", \.limitChunkExtensions,
            .bytes(\.limits.chunkExtensionBytes, 0...1 << 20),
            "Chunk extensions of a body (400)."),
        .init(
            "limit-trailers", \.limitTrailers, .bytes(\.limits.trailerBytes, 0...1 << 20),
            "Trailers of a body (400)."),
        .init(
            "limit-discarded-body", \.limitDiscardedBody,
            .bytes(\.limits.discardedBodyBytes, 0...64 << 20),
            "A body that nobody reads is dropped up to this, and the connection kept; else closed."
        ),
        .init(
            "limit-pipeline", \.limitPipeline, .count(\.limits.pipelineDepth, 1...256),
            "Requests of one connection answered together; the next wait for another turn."),
        .init(
            "limit-queued-output", \.limitQueuedOutput,
            .bytes(\.limits.queuedOutputBytes, 16 << 10...1 << 30),
            "Output that waits for one client; beyond it no more of its requests are read."),
        .init(
            "limit-connections", \.limitConnections, .count(\.connections, 8...1_000_000),
            "Connections, fewer where descriptors are short; then the one idle longest is closed, "
                + "or accepting pauses."),
        .init(
            "limit-waiting-reads", \.limitWaitingReads,
            .count(\.store.waitingReads, 1...1_000_000), "Reads of the store that wait (503)."),
        .init(
            "limit-waiting-writes", \.limitWaitingWrites,
            .count(\.store.waitingWrites, 1...1_000_000), "Writes that wait (503)."),
        .init(
            "deadline-handshake", \.deadlineHandshake, .time(\.deadlines.handshake, anyTime),
            "From a connection to the end of its TLS handshake (closed)."),
        .init(
            "deadline-first-byte", \.deadlineFirstByte, .time(\.deadlines.firstByte, anyTime),
            "From a connection to its first byte (closed)."),
        .init(
            "deadline-head", \.deadlineHead, .time(\.deadlines.head, anyTime),
            "From the first byte of a head to its last (408)."),
        .init(
            "deadline-body", \.deadlineBody, .time(\.deadlines.body, anyTime),
            "From the end of a head to the end of its body (408)."),
        .init(
            "deadline-body-grace", \.deadlineBodyGrace, .time(\.deadlines.bodyRateGrace, anyTime),
            "From the end of a head until --minimum-body-rate counts."),
        .init(
            "minimum-body-rate", \.minimumBodyRate,
            .bytes(\.deadlines.bodyBytesPerSecond, 0...1 << 30),
            "Bytes a second of a body on average (408); 0 for none."),
        .init(
            "deadline-write", \.deadlineWrite, .time(\.deadlines.writeStall, anyTime),
            "How long a client may take less than --minimum-write-rate of its answers (reset)."),
        .init(
            "minimum-write-rate", \.minimumWriteRate,
            .bytes(\.deadlines.writeBytesPerSecond, 1...1 << 30),
            "Bytes a second that a client takes on average (reset)."),
        .init(
            "deadline-idle", \.deadlineIdle, .time(\.deadlines.idle, anyTime),
            "From an answer to the next request; longer than a balancer's (closed)."),
        .init(
            "deadline-linger", \.deadlineLinger, .time(\.deadlines.linger, anyTime),
            "How long what still comes after the last answer is read and dropped."),
        .init(
            "deadline-query", \.deadlineQuery, .time(\.store.readTime, anyTime),
            "One read of the store (503)."),
        .init(
            "deadline-drain", \.deadlineDrain, .time(\.deadlines.drain, anyTime),
            "From the drain of a graceful stop to the cut of what is not finished."),
        .init(
            "deadline-drain-listening", \.deadlineDrainListening,
            .time(\.deadlines.drainListening, anyTime),
            "How long a draining server still listens, for who has just connected."),
        .init(
            "deadline-drain-idle", \.deadlineDrainIdle, .time(\.deadlines.drainIdle, anyTime),
            "How long a draining server listens to idle connections for a last request."),
        .init(
            "deadline-drain-first-byte", \.deadlineDrainFirstByte,
            .time(\.deadlines.drainFirstByte, anyTime),
            "The same for connections that have not asked yet."),
    ]
}
