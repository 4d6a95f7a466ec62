/// Why the engine found a request malformed (400).
public enum BadRequest: Sendable, Hashable, CaseIterable {
    case requestLine
    case target
    case version
    case lineEnding
    case fieldName
    case fieldValue
    case fieldFolding
    case host
    case contentLength
    case transferEncoding
    case contentLengthWithTransferEncoding
    case chunk
    case trailer

    /// One plain sentence.
    public var detail: String {
        switch self {
        case .requestLine: "The request line is malformed."
        case .target: "The request target is malformed."
        case .version: "The HTTP version is malformed."
        case .lineEnding: "A line does not end with CR LF."
        case .fieldName: "A header field name is malformed."
        case .fieldValue: "A header field value holds a control character."
        case .fieldFolding: "A header field is folded over several lines."
        case .host: "There must be exactly one valid Host field."
        case .contentLength: "Content-Length is malformed, or given twice."
        case .transferEncoding: "Transfer-Encoding is malformed."
        case .contentLengthWithTransferEncoding:
            "Content-Length and Transfer-Encoding cannot be given together."
        case .chunk: "The chunked body is malformed."
        case .trailer: "The trailer section is malformed."
        }
    }
}
