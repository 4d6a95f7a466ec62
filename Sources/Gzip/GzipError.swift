/// Why bytes cannot be expanded.
public enum GzipError: Error, Sendable, Hashable {
    /// They are no gzip, or have been damaged.
    case corrupt
    /// They end before the last member does.
    case truncated
    /// The output would be longer than the limit.
    case tooLarge
}
