internal import CZlib

/// The gzip format (RFC 1952): bytes in, bytes out.
public enum Gzip: Sendable {
    /// Compresses all at once.
    ///
    /// The result depends on nothing but `bytes` and `level`: no name, no time.
    ///
    /// - Parameter level: 1 (fast) to 9 (small); others are brought into that range.
    public static func compress(_ bytes: [UInt8], level: Int = 6) -> [UInt8] {
        let compressor = GzipCompressor(level: level)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count / 3 + 64)
        bytes.withUnsafeBytes { compressor.append($0, to: &output) }
        compressor.finish(to: &output)
        return output
    }

    /// Expands one or more gzip members, as RFC 1952 §2.2 allows.
    ///
    /// Memory is taken as the output grows, never on the word of the input, and never for more than
    /// `limit` bytes of it.
    ///
    /// - Throws: `.tooLarge` where the output would be longer than `limit` bytes; `.corrupt`;
    ///   `.truncated`.
    public static func expand(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
        let expander = GzipExpander(limit: limit)
        return try expander.expand(bytes)
    }
}
