/// Reads the members of one object and notes everything that is wrong with them, not only the
/// first: one reader serves YAML files, PUT and PATCH alike. What is absent reads as nil or empty.
public struct ObjectReader: ~Copyable {
    /// Where this object stands in its document.
    public let pointer: JSONPointer
    private let object: Value.Object
    private let report: Report
    /// A short list: an object has few members, and a set would cost more than it saves.
    private var known: [String] = []

    /// Collects the findings of one document; shared by the readers of its parts.
    public final class Report {
        /// In the order of reading.
        public private(set) var findings: [Finding] = []

        /// Whether what is read was checked when it was saved. Rules that have become stricter since
        /// must not lock it away.
        let isStored: Bool

        /// None yet.
        public init(isStored: Bool = false) {
            self.isStored = isStored
        }

        /// Notes one.
        public func add(_ pointer: JSONPointer, _ detail: String) {
            findings.append(Finding(pointer, detail))
        }
    }

    /// Reads `value`, which must be an object.
    public init(_ value: Value, at pointer: JSONPointer = .root, report: Report) {
        if case .object(let object) = value {
            self.object = object
        } else {
            report.add(pointer, "must be an object with named fields, not \(value.kindName)")
            object = Value.Object()
        }
        self.pointer = pointer
        self.report = report
    }

    /// Whether what is read was checked when it was saved.
    var isStored: Bool { report.isStored }

    /// Notes a finding at the member of that name.
    public func note(_ name: String, _ detail: String) {
        report.add(pointer.appending(name), detail)
    }

    /// Notes a finding about this object as a whole, or about another place.
    public func report(_ detail: String, at place: JSONPointer? = nil) {
        report.add(place ?? pointer, detail)
    }

    /// The member of that name as it is; null counts as absent.
    public mutating func value(_ name: String) -> Value? {
        known.append(name)
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    /// Names that may be present and are not read: the server derives them.
    public mutating func ignore(_ names: String...) {
        known += names
    }

    /// Text, its outer white space taken off.
    public mutating func text(_ name: String) -> String? {
        value(name).flatMap { text($0, at: pointer.appending(name)) }
    }

    /// A list of texts.
    public mutating func texts(_ name: String) -> [String] {
        list(name) { reader, value, pointer in reader.text(value, at: pointer()) }
    }

    /// Text that a type accepts or refuses; `expected` tells what is allowed.
    public mutating func parsed<Result>(
        _ name: String, expected: String, _ parse: (String) -> Result?
    ) -> Result? {
        guard let text = text(name) else { return nil }
        if let result = parse(text) { return result }
        note(name, "\"\(text.prefix(80))\" is not \(expected)")
        return nil
    }

    /// A list of texts that a type accepts or refuses.
    public mutating func parsedList<Result>(
        _ name: String, expected: String, _ parse: (String) -> Result?
    ) -> [Result] {
        list(name) { reader, value, pointer in
            guard let text = reader.text(value, at: pointer()) else { return nil }
            if let result = parse(text) { return result }
            reader.report.add(pointer(), "\"\(text.prefix(80))\" is not \(expected)")
            return nil
        }
    }

    /// True or false; YAML's scalars arrive as text.
    public mutating func flag(_ name: String) -> Bool? {
        switch value(name) {
        case nil: return nil
        case .bool(let flag): return flag
        case .string("true"): return true
        case .string("false"): return false
        case let other?:
            note(name, "must be true or false, not \(other.kindName)")
            return nil
        }
    }

    /// An object, read by `body`.
    public mutating func object<Result>(
        _ name: String, _ body: (inout ObjectReader) -> Result?
    ) -> Result? {
        guard let value = value(name) else { return nil }
        return Self.read(value, at: pointer.appending(name), report: report, body)
    }

    /// A list of objects, each read by `body`.
    public mutating func objects<Result>(
        _ name: String, _ body: (inout ObjectReader) -> Result?
    ) -> [Result] {
        list(name) { reader, value, pointer in
            Self.read(value, at: pointer(), report: reader.report, body)
        }
    }

    /// An object whose names are data: "en" and its text, say.
    public mutating func texts(by name: String) -> [(name: String, text: String)] {
        guard let value = value(name) else { return [] }
        guard case .object(let object) = value else {
            note(name, "must be an object with named fields, not \(value.kindName)")
            return []
        }
        let place = pointer.appending(name)
        return object.members.compactMap { member in
            text(member.value, at: place.appending(member.name)).map { (member.name, $0) }
        }
    }

    private static func read<Result>(
        _ value: Value, at pointer: JSONPointer, report: Report,
        _ body: (inout ObjectReader) -> Result?
    ) -> Result? {
        guard case .object = value else {
            report.add(pointer, "must be an object with named fields, not \(value.kindName)")
            return nil
        }
        var reader = ObjectReader(value, at: pointer, report: report)
        let result = body(&reader)
        reader.finish()
        return result
    }

    /// To be called last: every name that nobody asked for is a finding.
    public func finish() {
        for member in object.members where !known.contains(member.name) {
            let allowed = Set(known).sorted().joined(separator: ", ")
            note(member.name, "is unknown here; allowed: \(allowed)")
        }
    }

    private mutating func list<Element>(
        _ name: String,
        _ element: (borrowing ObjectReader, Value, _ pointer: () -> JSONPointer) -> Element?
    ) -> [Element] {
        guard let value = value(name) else { return [] }
        guard case .array(let values) = value else {
            note(name, "must be a list, not \(value.kindName)")
            return []
        }
        let place = pointer.appending(name)
        var elements: [Element] = []
        for (index, value) in values.enumerated() {
            if let read = element(self, value, { place.appending(index) }) { elements.append(read) }
        }
        return elements
    }

    /// The place is told only where there is something to say of it: most texts are in order.
    private func text(_ value: Value, at pointer: @autoclosure () -> JSONPointer) -> String? {
        guard case .string(let text) = value else {
            report.add(pointer(), "must be text, not \(value.kindName)")
            return nil
        }
        guard text.utf8.count <= Self.textLimit else {
            report.add(pointer(), "is longer than \(Self.textLimit) bytes")
            return nil
        }
        let isPlain = text.utf8.withContiguousStorageIfAvailable(\.isPlainASCII) ?? false
        guard isPlain || !text.unicodeScalars.contains(where: Self.isForbidden) else {
            report.add(pointer(), "holds a control character")
            return nil
        }
        let trimmed = text.trimmed
        if trimmed.isEmpty {
            report.add(pointer(), "is empty; leave the field out instead")
            return nil
        }
        return trimmed
    }

    /// Bytes of one text at most.
    public static let textLimit = 20_000

    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        (scalar.value < 0x20 && scalar != "\n" && scalar != "\t")
            || (0x7F...0x9F).contains(scalar.value) || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value) || scalar == "\u{FEFF}"
    }
}

extension BidirectionalCollection<UInt8> {
    /// Whether it begins and ends with a visible ASCII character, as most texts do.
    fileprivate var hasPlainEnds: Bool {
        let visible: ClosedRange<UInt8> = 0x21...0x7E
        guard let first, let last else { return false }
        return visible ~= first && visible ~= last
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        if utf8.hasPlainEnds { return self }
        let isText: (UInt8) -> Bool = { $0 != 0x20 && $0 != 0x0A && $0 != 0x09 }
        if let first = utf8.firstIndex(where: isText), let last = utf8.lastIndex(where: isText) {
            let rest = self[first...last]
            if rest.utf8.hasPlainEnds { return String(rest) }
        }
        guard let first = firstIndex(where: { !$0.isWhitespace }),
            let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}

/// It collects within one reading.
@available(*, unavailable)
extension ObjectReader.Report: Sendable {}

/// It shares its report with the readers of the parts.
@available(*, unavailable)
extension ObjectReader: Sendable {}
