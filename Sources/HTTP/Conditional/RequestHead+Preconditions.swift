extension RequestHead {
    /// Evaluates the conditions in the order of RFC 9110 §13.2.2. Allocates nothing.
    ///
    /// Call it only where the answer without conditions would be a 2xx (§13.2.1). `If-Range` plays
    /// no part: ranges are not served, and a server may ignore them (§14.2).
    ///
    /// - Parameter current: the representation that would be selected; nil where there is none.
    public func evaluatePreconditions(_ current: Validators?) -> PreconditionOutcome {
        // One look instead of four: most requests have no field whose name begins with an i.
        guard fields.contains(where: { name, _ in name[0].lowercasedASCII == 0x69 }) else {
            return .proceed
        }
        let reads = method == .get || method == .head
        if let matches = current.isListed(in: lines(of: "if-match"), by: .strong) {
            if !matches { return .failed }
        } else if let line = field("if-unmodified-since"),
            let limit = HTTPDate(parsing: line, now: now), let changed = current?.lastModified,
            changed > limit
        {
            return .failed
        }
        if let matches = current.isListed(in: lines(of: "if-none-match"), by: .weak) {
            if matches { return reads ? .notModified : .failed }
        } else if reads, let line = field("if-modified-since"),
            let limit = HTTPDate(parsing: line, now: now), let changed = current?.lastModified,
            changed <= limit
        {
            return .notModified
        }
        return .proceed
    }
}

extension Validators? {
    /// Whether the lines list the representation's tag, or are a "*" and there is a representation.
    /// Nil where there are no lines.
    fileprivate func isListed(in lines: FieldLines, by comparison: EntityTag.Comparison) -> Bool? {
        var result: Bool?
        for line in lines {
            if result == nil, line.equals("*") { return self != nil }
            if self?.entityTag?.matches(line, by: comparison) == true { return true }
            result = false
        }
        return result
    }
}
