internal import HTTP

/// The access lines of one loop, gathered until it is worth handing them on.
struct AccessLines {
    /// The bytes at which lines are handed on at once.
    private static let fullBytes = 32 * 1024
    /// How long lines are held, in milliseconds.
    private static let mostAge: Int64 = 250

    private let writer: AccessLogWriter
    private var bytes: [UInt8] = []
    private var count = 0
    private var oldest: Int64 = 0

    init(_ writer: AccessLogWriter) {
        self.writer = writer
        bytes.reserveCapacity(Self.fullBytes + 1024)
    }

    /// When the lines have to be handed on; nil where there are none.
    var due: Int64? {
        count == 0 ? nil : oldest + Self.mostAge
    }

    mutating func append(_ record: AccessRecord, at now: Int64) {
        if count == 0 { oldest = now }
        record.write(as: writer.log.format, to: &bytes)
        count += 1
        if bytes.count >= Self.fullBytes { flush() }
    }

    mutating func flush() {
        guard count > 0 else { return }
        writer.submit(bytes, count: count)
        bytes = []
        bytes.reserveCapacity(Self.fullBytes + 1024)
        count = 0
    }
}
