import HTTP

/// What selects a representation, as it stands in the receive buffer: the target, and the fields by
/// which the answer is negotiated.
struct CacheKey {
    let target: UnsafeRawBufferPointer
    let coding: ContentCoding
    let accept: UnsafeRawBufferPointer?
    let language: UnsafeRawBufferPointer?

    /// Nil where the request must not be answered from a cache: another method than GET and HEAD, a
    /// body (which is refused), credentials, or a negotiation field in several lines.
    init?(_ head: RequestHead) {
        guard head.method == .get || head.method == .head, head.body == .none,
            head.field("authorization") == nil,
            let accept = Self.single(head, "accept"),
            let language = Self.single(head, "accept-language")
        else { return nil }
        target = head.target
        coding = head.preferredCoding
        self.accept = accept.value
        self.language = language.value
    }

    private static func single(
        _ head: RequestHead, _ name: StaticString
    ) -> (value: UnsafeRawBufferPointer?, Void)? {
        var lines = head.lines(of: name)
        guard let first = lines.next() else { return (nil, ()) }
        return lines.next() == nil ? (first, ()) : nil
    }

    /// A hash seeded for this process, so that nobody outside can choose keys that collide.
    var hash: Int {
        var hasher = Hasher()
        hasher.combine(bytes: target)
        hasher.combine(coding)
        hasher.combine(accept?.count)
        if let accept { hasher.combine(bytes: accept) }
        if let language { hasher.combine(bytes: language) }
        return hasher.finalize()
    }

    /// The key copied out of the buffer.
    struct Copy: Sendable, Hashable {
        let target: [UInt8]
        let coding: ContentCoding
        let accept: [UInt8]?
        let language: [UInt8]?

        init(_ key: CacheKey) {
            target = [UInt8](key.target)
            coding = key.coding
            accept = key.accept.map { [UInt8]($0) }
            language = key.language.map { [UInt8]($0) }
        }

        /// Whether it is the copy of that key. Allocates nothing.
        func matches(_ key: CacheKey) -> Bool {
            coding == key.coding && Self.equal(target, key.target)
                && Self.equal(accept, key.accept) && Self.equal(language, key.language)
        }

        private static func equal(_ copy: [UInt8]?, _ raw: UnsafeRawBufferPointer?) -> Bool {
            switch (copy, raw) {
            case (nil, nil): true
            case (let copy?, let raw?): copy.withUnsafeBytes { raw.equals($0) }
            default: false
            }
        }
    }
}
