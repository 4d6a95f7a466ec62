extension RequestHead {
    /// The coding to answer in, by `Accept-Encoding` (RFC 9110 §12.5.3). Allocates nothing.
    ///
    /// gzip where the client takes it and does not rate the identity higher. A client that takes
    /// neither gets the identity, as the RFC advises.
    public var preferredCoding: ContentCoding {
        var gzip: Int?
        var identity: Int?
        var anyOther: Int?
        for line in lines(of: "accept-encoding") {
            for element in QualityList(line) {
                if element.value.equalsIgnoringCase("gzip")
                    || element.value.equalsIgnoringCase("x-gzip")
                {
                    gzip = element.weight
                } else if element.value.equalsIgnoringCase("identity") {
                    identity = element.weight
                } else if element.value.equals("*") {
                    anyOther = element.weight
                }
            }
        }
        let weight = gzip ?? anyOther ?? 0
        return weight > 0 && weight >= identity ?? 0 ? .gzip : .identity
    }
}
