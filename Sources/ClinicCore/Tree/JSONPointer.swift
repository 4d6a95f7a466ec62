/// A place in a document (RFC 6901): "/symptoms/2/slug". The empty pointer is the whole document.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
    /// The pointer as text.
    public let description: String

    /// The whole document.
    public static let root = JSONPointer(description: "")

    private init(description: String) {
        self.description = description
    }

    /// The place of the member of that name within this one.
    public func appending(_ name: String) -> JSONPointer {
        let escaped =
            name.utf8.contains { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }
            ? name.replacing("~", with: "~0").replacing("/", with: "~1") : name
        return JSONPointer(description: description + "/" + escaped)
    }

    /// The place of the element of that index, from 0, within this one.
    public func appending(_ index: Int) -> JSONPointer {
        JSONPointer(description: description + "/\(index)")
    }

    /// The place that this one lies in; the root's is the root.
    public var parent: JSONPointer {
        guard let slash = description.lastIndex(of: "/") else { return self }
        return JSONPointer(description: String(description[..<slash]))
    }
}
