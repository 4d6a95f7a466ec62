import ClinicCore
public import ClinicStore
import Foundation

/// Reads an export line by line, for a library to be filled with it. What the server derives (names
/// of other documents, addresses, the status of a review …) is passed over.
public final class LibraryImport {
    /// What is wrong with the lines read so far, each with its number.
    public private(set) var findings: [FileFinding] = []

    private let name: String
    private let source: () throws -> [UInt8]?
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false
    private var line = 0
    private var lines: [DocumentKey: Int] = [:]

    /// Bytes of a line at most: a document has 1 MiB as it is written, and more with what is derived.
    static let lineLimit = 4 << 20
    /// Lines at most.
    static let lineCountLimit = 1_000_000
    /// Findings after which nothing more is read.
    static let findingLimit = 1_000

    /// An export called `name` in findings, whose bytes come piece by piece from `source` until it
    /// gives nil.
    public init(_ name: String, source: @escaping () throws -> [UInt8]?) {
        self.name = name
        self.source = source
    }

    /// The next document without findings; nil at the end.
    public func next() throws -> ExportedDocument? {
        while findings.count < Self.findingLimit, let text = try nextLine() {
            if let document = document(text) { return document }
        }
        return nil
    }

    /// The next line that is not empty, without its end.
    private func nextLine() throws -> [UInt8]? {
        while true {
            if let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) {
                line += 1
                let text = Array(buffer[position..<end])
                position = end + 1
                if !text.isEmpty { return limited(text) }
                continue
            }
            guard !isAtEnd, buffer.count - position <= Self.lineLimit else {
                guard position < buffer.count else { return nil }
                line += 1
                let text = Array(buffer[position...])
                position = buffer.count
                isAtEnd = true
                return limited(text)
            }
            buffer.removeFirst(position)
            position = 0
            if let piece = try source() { buffer += piece } else { isAtEnd = true }
        }
    }

    /// The line, if it is not longer than it may be, nor one too many; else nothing more is read.
    private func limited(_ text: [UInt8]) -> [UInt8]? {
        if text.count > Self.lineLimit {
            note("has more than \(Self.lineLimit) bytes; nothing behind it was read")
        } else if line > Self.lineCountLimit {
            note("is one more than an export may have; nothing behind it was read")
        } else {
            return text
        }
        position = buffer.count
        isAtEnd = true
        return nil
    }

    private func note(_ detail: String, at pointer: JSONPointer = .root) {
        findings.append(
            FileFinding(path: name, line: line, finding: Finding(pointer, detail)))
    }

    private func document(_ text: [UInt8]) -> ExportedDocument? {
        let value: Value
        do throws(JSONParser.SyntaxError) {
            value = try JSONParser.parse(text)
        } catch {
            note("is not valid JSON: \(error)")
            return nil
        }
        let count = findings.count
        let key = key(value)
        let revision = revision(value)
        let publishedAt = time("publishedAt", value)
        let updatedAt = time("updatedAt", value)
        guard let key else { return nil }
        if let other = lines.updateValue(line, forKey: key) {
            note("is the same document as line \(other): \(key)")
        }
        do throws(InvalidDocument) {
            let document = try Document.read(value, as: key)
            for finding in document.findings { note(finding.detail, at: finding.pointer) }
            guard findings.count == count, let revision, let publishedAt, let updatedAt else {
                return nil
            }
            return ExportedDocument(
                key: key, document: document, revision: revision, publishedAt: publishedAt,
                updatedAt: updatedAt, line: line)
        } catch {
            for finding in error.findings { note(finding.detail, at: finding.pointer) }
            return nil
        }
    }

    private func key(_ value: Value) -> DocumentKey? {
        let types = DocumentType.allCases.map(\.rawValue).joined(separator: ", ")
        let type = text("type", value, expected: "one of \(types)") { DocumentType(rawValue: $0) }
        let slug = text("slug", value, expected: Slug.expected) { Slug($0) }
        let language = text("language", value, expected: LanguageTag.expected) { LanguageTag($0) }
        guard let type, let slug, let language else { return nil }
        let key = DocumentKey(type, slug, language)
        guard (type == .site) == (key == .site) else {
            note("is not the site's own data, which are \(DocumentKey.site)")
            return nil
        }
        return key
    }

    private func time(_ name: String, _ value: Value) -> Date? {
        text(name, value, expected: "a time such as 2026-11-22T10:00:00Z") { Date(timestamp: $0) }
    }

    private func revision(_ value: Value) -> Int64? {
        // There must be room for those to come.
        let most = 1 << 53 - 1
        if case .integer(let number)? = value["revision"], (1...most).contains(number) {
            return Int64(number)
        }
        note("must be a number from 1 to \(most)", at: .root.appending("revision"))
        return nil
    }

    private func text<Result>(
        _ name: String, _ value: Value, expected: String, _ parse: (String) -> Result?
    ) -> Result? {
        let place = JSONPointer.root.appending(name)
        guard case .string(let text)? = value[name] else {
            note("is missing; it must be \(expected)", at: place)
            return nil
        }
        if let result = parse(text) { return result }
        note("\"\(text.prefix(80))\" is not \(expected)", at: place)
        return nil
    }
}

/// It is read by one, from beginning to end.
@available(*, unavailable)
extension LibraryImport: Sendable {}
