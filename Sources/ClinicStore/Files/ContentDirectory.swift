public import ClinicCore
import Digests
import Foundation

/// A folder of content files, one YAML document each:
///
///     site.yaml
///     clinics/<slug>.yaml
///     <language>/conditions/<slug>.yaml      also symptoms, treatments
public struct ContentDirectory: Sendable {
    /// The folder.
    public let path: String

    /// A folder that must exist when it is read.
    public init(path: String) {
        self.path = path
    }

    /// A content file as it lies there.
    struct File {
        let path: String
        let bytes: [UInt8]
        let digest: [UInt8]
    }

    /// A content file that is a document, or what is wrong with it.
    struct Reading {
        let key: DocumentKey
        let document: Document
        let yaml: YAMLFile
        let path: String

        func finding(_ finding: Finding) -> FileFinding {
            FileFinding(path: path, line: yaml.line(of: finding.pointer), finding: finding)
        }
    }

    /// Every finding of every file, each document held against the others: what `clinic lint` tells.
    /// Throws where the folder itself cannot be read.
    public func lint() throws(StoreError) -> (documents: Int, findings: [FileFinding]) {
        var (files, findings) = try files()
        let (readings, more) = read(files, language: siteLanguage(files))
        findings += more
        var keys = Set(readings.map(\.key))
        if !files.contains(where: { $0.path == Self.sitePath }) {
            findings.append(Self.missingSite)
        }
        let language = siteLanguage(files)
        for reading in readings { keys.insert(reading.key) }
        for reading in readings {
            findings += reading.document.findings.map(reading.finding)
            findings += reading.danglingReferences { reference in
                keys.contains(DocumentKey(reference.type, reference.slug, reading.key.language))
                    || keys.contains(DocumentKey(reference.type, reference.slug, language))
            }
        }
        return (
            readings.count, findings.sorted { ($0.path, $0.line ?? 0) < ($1.path, $1.line ?? 0) }
        )
    }

    static let sitePath = "site.yaml"

    static let missingSite = FileFinding(
        path: sitePath,
        finding: Finding(
            .root, "is missing; it names the publisher, the language and the disclaimer"))

    /// All content files in the order of their paths, and what lies there that is none.
    func files() throws(StoreError) -> (files: [File], findings: [FileFinding]) {
        let manager = FileManager.default
        var isFolder: ObjCBool = false
        guard manager.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue,
            let names = try? manager.subpathsOfDirectory(atPath: path)
        else {
            throw .directory(
                "\(path): this content directory does not exist or cannot be read; "
                    + "choose another with --content")
        }
        var files: [File] = []
        var findings: [FileFinding] = []
        for name in names.sorted() {
            let parts = name.split(separator: "/")
            guard !parts.contains(where: { $0.hasPrefix(".") }),
                manager.fileExists(atPath: path + "/" + name, isDirectory: &isFolder),
                !isFolder.boolValue
            else { continue }
            guard name.hasSuffix(".yaml") else {
                if name.hasSuffix(".yml") {
                    findings.append(
                        FileFinding(path: name, finding: Finding(.root, "must end in .yaml")))
                }
                continue
            }
            switch Self.contents(path + "/" + name) {
            case .success(let bytes):
                files.append(File(path: name, bytes: bytes, digest: SHA256.digest(bytes)))
            case .failure(let failure):
                findings.append(
                    FileFinding(path: name, finding: Finding(.root, failure.detail)))
            }
        }
        return (files, findings)
    }

    /// Reads a file whose size is checked before it is taken into memory.
    private static func contents(_ path: String) -> Result<[UInt8], YAMLFile.Failure> {
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        if let size, size > YAMLFile.sizeLimit {
            return .failure(
                YAMLFile.Failure(
                    "has \(size) bytes; a content file has at most \(YAMLFile.sizeLimit)"))
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            return .failure(YAMLFile.Failure("cannot be read; check its permissions"))
        }
        return .success([UInt8](data))
    }

    /// The site's language, which files without a language folder are written in.
    func siteLanguage(_ files: [File]) -> LanguageTag {
        guard let site = files.first(where: { $0.path == Self.sitePath }),
            let yaml = try? YAMLFile(site.bytes),
            case .site(let site) = Document(reading: yaml.value, as: .site, report: .init())
        else { return .english }
        return site.defaultLanguage
    }

    /// Reads those files as documents, as far as their shape allows.
    func read(
        _ files: [File], language: LanguageTag
    ) -> (readings: [Reading], findings: [FileFinding]) {
        var readings: [Reading] = []
        var findings: [FileFinding] = []
        var paths: [DocumentKey: String] = [:]
        for file in files {
            guard let key = Self.key(path: file.path, siteLanguage: language) else {
                findings.append(
                    FileFinding(
                        path: file.path,
                        finding: Finding(.root, "is not in a place for content; \(Self.layout)")))
                continue
            }
            if let other = paths.updateValue(file.path, forKey: key) {
                findings.append(
                    FileFinding(
                        path: file.path,
                        finding: Finding(.root, "is the same document as \(other): \(key)")))
                continue
            }
            do throws(YAMLFile.Failure) {
                let yaml = try YAMLFile(file.bytes)
                let report = ObjectReader.Report()
                let document = Document(reading: yaml.value, as: key, report: report)
                let reading = Reading(key: key, document: document, yaml: yaml, path: file.path)
                if report.findings.isEmpty {
                    readings.append(reading)
                } else {
                    findings += report.findings.map(reading.finding)
                }
            } catch {
                findings.append(
                    FileFinding(
                        path: file.path, line: error.line, finding: Finding(.root, error.detail)))
            }
        }
        return (readings, findings)
    }

    private static let layout =
        "use site.yaml, clinics/<slug>.yaml or <language>/<conditions|symptoms|treatments>/<slug>.yaml"

    /// The document that a path stands for, if it is a place for content.
    static func key(path: String, siteLanguage: LanguageTag) -> DocumentKey? {
        if path == sitePath { return .site }
        var parts = path.split(separator: "/")
        var language = siteLanguage
        if parts.count == 3 {
            guard let tag = LanguageTag(parts.removeFirst()) else { return nil }
            language = tag
        } else if parts.first != "clinics" {
            return nil
        }
        guard parts.count == 2, let type = DocumentType(collection: parts[0]), type != .site,
            let slug = Slug(parts[1].dropLast(".yaml".count))
        else { return nil }
        return DocumentKey(type, slug, language)
    }
}

extension ContentDirectory.Reading {
    /// The document's mentions of documents that do not exist.
    func danglingReferences(exists: (Reference) -> Bool) -> [FileFinding] {
        document.references.filter { !exists($0) }.map { reference in
            finding(
                Finding(
                    reference.pointer,
                    "names the \(reference.type.rawValue) \(reference.slug), which does not exist"))
        }
    }
}

extension DocumentKey {
    /// The one document about the site; it has no language of its own ("und" is undetermined).
    public static let site: DocumentKey = {
        guard let slug = Slug("site"), let language = LanguageTag("und") else {
            preconditionFailure("both are well-formed")
        }
        return DocumentKey(.site, slug, language)
    }()
}
