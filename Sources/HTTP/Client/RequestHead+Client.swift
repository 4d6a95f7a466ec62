extension RequestHead {
    /// Whose request it is: the peer, or whom the trusted proxies name. Nil for a Unix socket whose
    /// word is not taken, or that says nothing. Allocates nothing.
    ///
    /// `Forwarded` (RFC 7239) and `X-Forwarded-For` are read from the right, the peer first: each
    /// proxy that is trusted is passed over, and the first that is not is the client. What a client
    /// wrote itself stands to the left of that and is never reached. Where an element is no address,
    /// or both fields are there and name different clients (one of them the client's own, then,
    /// passed on by a proxy that knows only the other), the peer counts.
    package func client(trusting proxies: TrustedProxies) -> IPAddress? {
        let peer = IPAddress(peer)
        guard !proxies.isEmpty, peer.map(proxies.contains) ?? proxies.includesUnix else {
            return peer
        }
        let forwarded = client(by: "forwarded", trusting: proxies)
        let listed = client(by: "x-forwarded-for", trusting: proxies)
        switch (forwarded, listed) {
        case (.absent, .absent): return peer
        case (.address(let address), .absent), (.absent, .address(let address)): return address
        case (.address(let one), .address(let other)): return one == other ? one : peer
        case (.unknown, _), (_, .unknown): return peer
        }
    }

    private enum Naming {
        case absent
        case unknown
        case address(IPAddress)

        /// Takes the next hop to the right: the last that is not trusted counts, or else the first.
        mutating func pass(_ hop: IPAddress?, _ proxies: TrustedProxies) {
            if let hop {
                if case .absent = self {
                    self = .address(hop)
                } else if !proxies.contains(hop) {
                    self = .address(hop)
                }
            } else {
                self = .unknown
            }
        }
    }

    private func client(by name: StaticString, trusting proxies: TrustedProxies) -> Naming {
        var naming = Naming.absent
        let isForwarded = name.utf8CodeUnitCount == 9
        for line in lines(of: name) {
            var rest = line
            while true {
                let end = isForwarded ? Self.elementEnd(rest) : rest.firstIndex(of: 0x2c)
                let element = rest.slice(0..<(end ?? rest.count)).trimmed()
                if !element.isEmpty {
                    naming.pass(
                        isForwarded ? Self.forwardedFor(element) : Self.node(element), proxies)
                }
                guard let end else { break }
                rest = rest.slice(end + 1..<rest.count)
            }
        }
        return naming
    }

    /// The first comma outside quotes.
    private static func elementEnd(_ list: UnsafeRawBufferPointer) -> Int? {
        position(of: 0x2c, in: list)
    }

    private static func position(of byte: UInt8, in text: UnsafeRawBufferPointer) -> Int? {
        var isQuoted = false
        var index = 0
        while index < text.count {
            if isQuoted, text[index] == 0x5c {
                index += 1
            } else if text[index] == 0x22 {
                isQuoted.toggle()
            } else if text[index] == byte, !isQuoted {
                return index
            }
            index += 1
        }
        return nil
    }

    /// The address in `for=…` of one element: `for=192.0.2.1;proto=https`, `For="[2001:db8::1]:80"`.
    private static func forwardedFor(_ element: UnsafeRawBufferPointer) -> IPAddress? {
        var rest = element
        while true {
            let end = position(of: 0x3b, in: rest) ?? rest.count
            let pair = rest.slice(0..<end).trimmed()
            if pair.count > 4, pair.slice(0..<4).equalsIgnoringCase("for=") {
                var value = pair.slice(4..<pair.count)
                if value.count >= 2, value[0] == 0x22, value[value.count - 1] == 0x22 {
                    value = value.slice(1..<value.count - 1)
                }
                return node(value)
            }
            guard end < rest.count else { return nil }
            rest = rest.slice(end + 1..<rest.count)
        }
    }

    /// An address with or without brackets and port; nil for `unknown`, `_hidden` and all else.
    private static func node(_ text: UnsafeRawBufferPointer) -> IPAddress? {
        if text.first == 0x5b {
            guard let close = text.firstIndex(of: 0x5d),
                close + 1 == text.count || text[close + 1] == 0x3a
            else { return nil }
            return IPAddress(parsing: text.slice(1..<close))
        }
        if let address = IPAddress(parsing: text) { return address }
        guard let colon = text.firstIndex(of: 0x3a) else { return nil }
        return IPAddress(parsing: text.slice(0..<colon))
    }
}
