extension RequestHead {
    /// Whether the request carries any condition.
    public var isConditional: Bool {
        for (name, _) in fields where name.count >= 8 && (name[0] | 0x20) == 0x69 {
            if name.equalsIgnoringCase("if-none-match") || name.equalsIgnoringCase("if-match")
                || name.equalsIgnoringCase("if-modified-since")
                || name.equalsIgnoringCase("if-unmodified-since")
            {
                return true
            }
        }
        return false
    }

    /// Evaluates the conditions in the order of RFC 9110 §13.2.2. Allocates nothing.
    ///
    /// Call it only where the answer without conditions would be a 2xx (§13.2.1). `If-Range` plays
    /// no part: ranges are not served, and a server may ignore them (§14.2).
    ///
    /// - Parameter current: the representation that would be selected; nil where there is none.
    public func evaluatePreconditions(_ current: Validators?) -> PreconditionOutcome {
        let reads = method == .get || method == .head
        if let first = field("if-match") {
            let holds =
                first.equals("*")
                ? current != nil
                : current?.entityTag?.matches(lines(of: "if-match"), by: .strong) ?? false
            if !holds { return .failed }
        } else if let line = field("if-unmodified-since"),
            let limit = HTTPDate(parsing: line, now: now), let changed = current?.lastModified,
            changed > limit
        {
            return .failed
        }
        if let first = field("if-none-match") {
            let matches =
                first.equals("*")
                ? current != nil
                : current?.entityTag?.matches(lines(of: "if-none-match"), by: .weak) ?? false
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
