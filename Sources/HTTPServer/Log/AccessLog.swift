internal import Glibc
public import HTTP

/// Where and how access lines are written.
public struct AccessLog: Sendable {
    /// The form of a line.
    public var format: AccessRecord.Format
    /// Writes whole lines, on a queue of its own, so it may block. Lines that come faster than they
    /// can be written are dropped and counted, never held without bound.
    public var write: @Sendable (_ lines: [UInt8]) -> Void

    /// Lines go to a function.
    public init(format: AccessRecord.Format, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.format = format
        self.write = write
    }

    /// Lines go to standard error.
    public static func standardError(format: AccessRecord.Format) -> AccessLog {
        AccessLog(format: format) { lines in
            lines.withUnsafeBytes { bytes in
                var rest = UnsafeRawBufferPointer(bytes)
                while !rest.isEmpty {
                    let count = Glibc.write(STDERR_FILENO, rest.baseAddress, rest.count)
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { return }
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                }
            }
        }
    }
}
