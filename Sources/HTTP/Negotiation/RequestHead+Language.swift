extension RequestHead {
    /// The index of the offered language tag that `Accept-Language` asks for, by the lookup of
    /// RFC 4647 §3.4; nil where none is found: answer in the default language then
    /// (RFC 9110 §12.5.4).
    ///
    /// Ranges are tried from the highest weight down, in the order given where weights are equal;
    /// each is shortened from its end until it is one of the tags. `*` stands for the first offered
    /// tag that is not excluded with a weight of 0.
    ///
    /// - Parameter offered: well-formed tags, compared without regard to case.
    public func preferredLanguage(of offered: [String]) -> Int? {
        var ranges: [(value: UnsafeRawBufferPointer, weight: Int)] = []
        for line in lines(of: "accept-language") {
            for element in QualityList(line) {
                // More ranges than any person has languages only cost time.
                guard ranges.count < 32 else { break }
                ranges.append((element.value, element.weight))
            }
        }
        let tags = offered.map { $0.lowercased() }
        let excluded = ranges.filter { $0.weight == 0 }.compactMap { range in
            tags.firstIndex { range.value.equals(lowercased: $0) }
        }
        // The standard library's sort keeps the order of equal elements.
        for range in ranges.filter({ $0.weight > 0 }).sorted(by: { $0.weight > $1.weight }) {
            if range.value.equals("*") {
                return tags.indices.first { !excluded.contains($0) }
            }
            if let index = Self.lookUp(range.value, in: tags), !excluded.contains(index) {
                return index
            }
        }
        return nil
    }

    private static func lookUp(_ range: UnsafeRawBufferPointer, in tags: [String]) -> Int? {
        var rest = range
        while !rest.isEmpty {
            if let index = tags.firstIndex(where: { rest.equals(lowercased: $0) }) { return index }
            guard var end = rest.lastIndex(of: 0x2d) else { return nil }
            // A single letter or digit before the cut goes with it.
            if end >= 2, rest[end - 2] == 0x2d { end -= 2 }
            rest = rest.slice(0..<end)
        }
        return nil
    }
}
