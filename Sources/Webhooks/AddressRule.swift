public import HTTP

/// To which addresses messages may go, so that whoever may make webhooks cannot reach into the network
/// that the server stands in. Asked about the address that is about to be connected, so that it does
/// not matter what a name has led to before.
public struct AddressRule: Sendable {
    /// What is allowed beside public addresses.
    public var allowed: [AddressRange]

    /// Public addresses, and these.
    public init(allowed: [AddressRange] = []) {
        self.allowed = allowed
    }

    /// Why nothing may go there; nil where it may.
    ///
    /// - Parameter isPlain: whether it would go by http, which only allowed addresses take: nobody on
    ///   the way is to see or hold back what is sent.
    func refusal(of address: IPAddress, isPlain: Bool) -> String? {
        if allowed.contains(where: { $0.contains(address) }) { return nil }
        guard address.isPublic else {
            return "\(address) is not a public address; --webhook-allow can allow it"
        }
        return isPlain
            ? "http is for addresses that --webhook-allow allows, and \(address) is none; use https"
            : nil
    }
}
