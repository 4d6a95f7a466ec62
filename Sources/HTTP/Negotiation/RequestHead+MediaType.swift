extension RequestHead {
    /// The index of the offered type that `Accept` rates highest (RFC 9110 §12.5.1); the first of
    /// those rated alike; nil where none is acceptable (406).
    ///
    /// The most specific range that matches a type decides its weight; parameters of a range make
    /// it more specific and are otherwise not compared. Without the field, or with nothing valid in
    /// it, everything is acceptable.
    public func preferredType(of offered: [MediaType]) -> Int? {
        var best: (index: Int, weight: Int)?
        var hasRange = false
        for (index, type) in offered.enumerated() {
            var specificity = -1
            var weight = 0
            for line in lines(of: "accept") {
                for element in QualityList(line) {
                    guard let match = type.specificity(of: element) else { continue }
                    hasRange = true
                    if match > specificity {
                        specificity = match
                        weight = element.weight
                    }
                }
            }
            if weight > best?.weight ?? 0 { best = (index, weight) }
        }
        return hasRange ? best?.index : (offered.isEmpty ? nil : 0)
    }
}

extension MediaType {
    /// How precisely a media range names this type: 0 and more, with a parameter more than without;
    /// -1 where it is a valid range of other types; nil where it is no media range.
    fileprivate func specificity(of range: QualityList.Element) -> Int? {
        guard let slash = range.value.firstIndex(of: 0x2f), slash > 0,
            slash + 1 < range.value.count
        else { return nil }
        let rangeType = range.value.slice(0..<slash)
        let rangeSubtype = range.value.slice(slash + 1..<range.value.count)
        let parameters = Swift.min(range.parameterCount, 9)
        if rangeType.equals("*") { return rangeSubtype.equals("*") ? parameters : nil }
        guard rangeType.equals(lowercased: type) else { return -1 }
        if rangeSubtype.equals("*") { return 10 + parameters }
        return rangeSubtype.equals(lowercased: subtype) ? 20 + parameters : -1
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes are `text`, which is in lower case, whatever their own case.
    func equals(lowercased text: String) -> Bool {
        count == text.utf8.count && zip(self, text.utf8).allSatisfy { $0.lowercasedASCII == $1 }
    }
}
