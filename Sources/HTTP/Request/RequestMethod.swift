/// The methods the engine knows. Any other is refused with 501 (RFC 9110 §9.1).
///
/// `CONNECT` is recognised and refused by the engine too: it asks for a tunnel, which an origin
/// server has no use for.
public enum RequestMethod: String, Sendable, CaseIterable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"
    case trace = "TRACE"
    case connect = "CONNECT"

    /// The longest of the names above, in bytes.
    static let longestName = 7

    /// Finds the method with exactly these bytes. Methods are case-sensitive.
    @inline(__always)
    init?(_ name: UnsafeRawBufferPointer) {
        switch name.count {
        case 3:
            if name.equals("GET") {
                self = .get
            } else if name.equals("PUT") {
                self = .put
            } else {
                return nil
            }
        case 4:
            if name.equals("HEAD") {
                self = .head
            } else if name.equals("POST") {
                self = .post
            } else {
                return nil
            }
        case 5:
            if name.equals("PATCH") {
                self = .patch
            } else if name.equals("TRACE") {
                self = .trace
            } else {
                return nil
            }
        case 6:
            if name.equals("DELETE") { self = .delete } else { return nil }
        case 7:
            if name.equals("OPTIONS") {
                self = .options
            } else if name.equals("CONNECT") {
                self = .connect
            } else {
                return nil
            }
        default:
            return nil
        }
    }
}
