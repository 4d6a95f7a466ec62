import HTTPTypes

/// Serialises a status line and fields (RFC 9112 §4, §5).
struct ResponseHeadWriter {
    private(set) var statusLength: Int
    private var bytes: [UInt8]

    /// Starts with the status line. The reason phrase may be empty; the space before it may not.
    init(status: Int) {
        bytes = Array("HTTP/1.1 \(status) \(ReasonPhrase.of(status))\r\n".utf8)
        bytes.reserveCapacity(512)
        statusLength = bytes.count
    }

    /// Appends all fields but those that are the engine's own, and those that hold what could end
    /// a line (RFC 9110 §5.5).
    mutating func append(_ fields: HTTPFields) {
        for field in fields where !Self.ownFields.contains(field.name.canonicalName) {
            let isClean = field.withUnsafeBytesOfValue { value in
                value.allSatisfy { $0 != 0x0d && $0 != 0x0a && $0 != 0x00 }
            }
            guard isClean else { continue }
            bytes += field.name.rawName.utf8
            bytes += [0x3a, 0x20]
            field.withUnsafeBytesOfValue { bytes += $0 }
            bytes += [0x0d, 0x0a]
        }
    }

    mutating func append(contentLength: Int) {
        bytes += "Content-Length: \(contentLength)\r\n".utf8
    }

    /// The head with the empty line that ends it.
    func finished() -> [UInt8] {
        bytes + [0x0d, 0x0a]
    }

    private static let ownFields: Set<String> = [
        "connection", "content-length", "date", "keep-alive", "transfer-encoding", "x-request-id",
    ]
}
