/// Who wrote an article and when, as the page printed it.
public struct Byline: Sendable, Hashable {
    /// The author as printed.
    public var author: String?
    /// The local date and time as printed.
    public var publishedAt: LocalDateTime?
}
