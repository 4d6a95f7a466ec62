/// A response as a client reads it.
struct TestResponse {
    var status: Int
    var head: String
    var body: [UInt8]

    /// Reads all whole responses; those without a length end with their head.
    static func parse(_ bytes: [UInt8], toHead isHead: Bool = false) -> [TestResponse] {
        var responses: [TestResponse] = []
        var rest = bytes[...]
        while let end = endOfHead(rest) {
            let head = String(decoding: rest[..<end], as: UTF8.self)
            let status = Int(head.dropFirst(9).prefix(3)) ?? 0
            let length = isHead ? 0 : value(of: "content-length", in: head).flatMap { Int($0) } ?? 0
            guard rest.endIndex - end >= length else { break }
            responses.append(
                TestResponse(status: status, head: head, body: Array(rest[end..<end + length])))
            rest = rest[(end + length)...]
        }
        return responses
    }

    func value(_ name: String) -> String? {
        Self.value(of: name, in: head)
    }

    private static func value(of name: String, in head: String) -> String? {
        for line in head.split(separator: "\r\n").dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name.lowercased() {
                return parts[1].trimmingBlanks()
            }
        }
        return nil
    }

    private static func endOfHead(_ bytes: ArraySlice<UInt8>) -> Int? {
        var index = bytes.startIndex
        while index + 4 <= bytes.endIndex {
            if bytes[index] == 0x0d, Array(bytes[index..<index + 4]) == [0x0d, 0x0a, 0x0d, 0x0a] {
                return index + 4
            }
            index += 1
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
