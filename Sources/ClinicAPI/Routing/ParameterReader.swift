import ClinicCore

/// Reads query parameters and notes everything that is wrong with them, not only the first. A
/// parameter that nobody asked for is wrong too.
struct ParameterReader {
    private var query: QueryParameters
    private var allowed: [String] = []
    private var errors: [ParameterError] = []

    init(_ query: QueryParameters) {
        self.query = query
    }

    /// One value that a type accepts; `expected` tells what is allowed.
    mutating func one<Result>(
        _ name: String, expected: String, _ parse: (String) -> Result?
    ) -> Result? {
        allowed.append(name)
        do throws(ParameterError) {
            guard let text = try query.take(name) else { return nil }
            if let result = parse(text) { return result }
            note(name, "\"\(text.prefix(80))\" is not \(expected)")
        } catch {
            errors.append(error)
        }
        return nil
    }

    /// Times that a parameter may be given at most: each costs a condition in the database.
    static let repetitionLimit = 10

    /// Values of a parameter that may be repeated.
    mutating func all<Result>(
        _ name: String, expected: String, _ parse: (String) -> Result?
    ) -> [Result] {
        allowed.append(name)
        let texts = query.takeAll(name)
        guard texts.count <= Self.repetitionLimit else {
            note(name, "may be given \(Self.repetitionLimit) times at most")
            return []
        }
        return texts.compactMap { text in
            if let result = parse(text) { return result }
            note(name, "\"\(text.prefix(80))\" is not \(expected)")
            return nil
        }
    }

    /// A number in its one spelling: no sign, no zeros before it.
    static func wholeNumber(_ text: some StringProtocol, in range: ClosedRange<Int64>) -> Int64? {
        Int64(text).flatMap { range.contains($0) && String($0) == text ? $0 : nil }
    }

    /// A comma-separated list of names out of those allowed; nil where it is not given.
    mutating func names(_ name: String, of choices: [String]) -> [String]? {
        guard let text = one(name, expected: "a list", { $0 }) else { return nil }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        for unknown in names where !choices.contains(unknown) {
            note(
                name,
                "\"\(unknown.prefix(80))\" is not one of \(choices.joined(separator: ", "))")
        }
        return names
    }

    /// A parameter that is read elsewhere, and so is not in this query.
    mutating func allow(_ name: String) {
        allowed.append(name)
    }

    /// A switch: present or not, with no value or true or false.
    mutating func flag(_ name: String) -> Bool {
        one(name, expected: "empty, true or false") { text in
            switch text {
            case "", "true": true
            case "false": false
            default: nil
            }
        } ?? false
    }

    /// To be called last: throws all that was noted.
    mutating func finish() throws(Problem) {
        let names = allowed.isEmpty ? "none" : allowed.sorted().joined(separator: ", ")
        for unknown in query.rest {
            note(String(unknown.prefix(80)), "is unknown here; allowed: \(names)")
        }
        guard errors.isEmpty else { throw .invalidParameters(errors) }
    }

    private mutating func note(_ name: String, _ detail: String) {
        errors.append(ParameterError(parameter: name, detail: detail))
    }
}
