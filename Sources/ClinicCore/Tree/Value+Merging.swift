extension Value {
    /// The value with a merge patch applied (RFC 7396): members of the patch replace those of the
    /// same name, null takes one out, anything but an object replaces the whole.
    public func merging(_ patch: Value) -> Value {
        guard case .object(let changes) = patch else { return patch }
        var result: Object
        if case .object(let object) = self { result = object } else { result = Object() }
        for change in changes.members {
            result[change.name] =
                change.value == .null ? nil : (result[change.name] ?? .null).merging(change.value)
        }
        return .object(result)
    }
}
