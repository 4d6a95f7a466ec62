import ClinicCore
import ClinicStore
import Foundation
import Testing

@Suite("Bringing in content files")
struct ContentImportTests {
    private let content: TemporaryFolder
    private let data: TemporaryFolder
    private let directory: ContentDirectory

    init() throws {
        content = try TemporaryFolder()
        data = try TemporaryFolder()
        directory = ContentDirectory(path: content.path)
        try content.write(
            "name: Library\ndefaultLanguage: en\ndisclaimer: { en: D }\n", to: "site.yaml")
        try content.write("name: Ache\nsummary: S\n", to: "en/symptoms/ache.yaml")
        try content.write(
            "name: Spasm\nsummary: S\noverview: [O]\nsymptoms: [{ slug: ache }]\n",
            to: "en/conditions/spasm.yaml")
    }

    private func open() throws -> Store { try Store(DataDirectory(path: data.path)) }

    private func key(_ type: DocumentType, _ slug: String) throws -> DocumentKey {
        DocumentKey(type, try #require(Slug(slug)), .english)
    }

    private func summary(_ store: Store, _ type: DocumentType, _ slug: String) throws -> String? {
        let key = try key(type, slug)
        return try store.read { try $0.document(key)?.document.summary }
    }

    @Test("a first import publishes everything; a second does nothing")
    func unchanged() throws {
        let store = try open()
        #expect(try store.bringIn(directory, strict: true).published.count == 3)
        let generation = store.generation
        #expect(generation == 3)
        let again = try store.bringIn(directory, strict: false)
        #expect(again.published.isEmpty && again.withdrawn.isEmpty && again.findings.isEmpty)
        #expect(store.generation == generation)
    }

    @Test("a changed file is published, a removed one withdraws its document")
    func changedAndRemoved() throws {
        let store = try open()
        _ = try store.bringIn(directory, strict: true)
        try content.write("name: Ache\nsummary: Changed\n", to: "en/symptoms/ache.yaml")
        try content.remove("en/conditions/spasm.yaml")
        let report = try store.bringIn(directory, strict: false)
        #expect(report.published == [try key(.symptom, "ache")])
        #expect(report.withdrawn == [try key(.condition, "spasm")])
        #expect(try summary(store, .symptom, "ache") == "Changed")
        #expect(try summary(store, .condition, "spasm") == nil)
        let gone = try key(.condition, "spasm")
        #expect(try store.read { try $0.withdrawal(of: gone) } != nil)
        // And back again.
        try content.write(
            "name: Spasm\nsummary: Back\noverview: [O]\n", to: "en/conditions/spasm.yaml")
        #expect(try store.bringIn(directory, strict: false).published == [gone])
        #expect(try summary(store, .condition, "spasm") == "Back")
        #expect(try store.read { try $0.withdrawal(of: gone) } == nil)
    }

    @Test("a removed file whose document is still named stays")
    func removedButNamed() throws {
        let store = try open()
        _ = try store.bringIn(directory, strict: true)
        try content.remove("en/symptoms/ache.yaml")
        let report = try store.bringIn(directory, strict: false)
        #expect(report.withdrawn.isEmpty)
        #expect(report.findings.map(\.path) == ["en/symptoms/ache.yaml"])
        #expect(try summary(store, .symptom, "ache") == "S")
    }

    @Test("what an editor changed is never overwritten by a file, however often the file changes")
    func editorsChange() throws {
        let store = try open()
        _ = try store.bringIn(directory, strict: true)
        let ache = try key(.symptom, "ache")
        let edited = try Document.read(
            .object(["name": .string("Ache"), "summary": .string("By an editor")]), as: ache)
        try store.append(
            Revision(
                key: ache, action: .publish, origin: .editor, author: "editor", at: Date(),
                document: edited))
        for round in 1...3 {
            try content.write("name: Ache\nsummary: File \(round)\n", to: "en/symptoms/ache.yaml")
            let report = try store.bringIn(directory, strict: false)
            #expect(report.drafted == [ache] && report.published.isEmpty)
            #expect(try summary(store, .symptom, "ache") == "By an editor")
        }
        try content.remove("en/symptoms/ache.yaml")
        try content.remove("en/conditions/spasm.yaml")
        let report = try store.bringIn(directory, strict: false)
        #expect(report.withdrawn == [try key(.condition, "spasm")])
        #expect(try summary(store, .symptom, "ache") == "By an editor")
    }

    @Test(
        "what is wrong with a file is told with its path, and nothing is brought in",
        arguments: [
            ("en/conditions/x.yaml", "name: [unclosed\n", "en/conditions/x.yaml:"),
            ("en/conditions/x.yaml", "name: A\nname: B\n", "has the key name twice"),
            (
                "en/conditions/x.yaml", "name: A\nsummary: S\noverview: [O]\ncolour: red\n",
                "/colour: is unknown"
            ),
            ("en/conditions/x.yaml", "name: A\noverview: [O]\n", "/summary: is missing"),
            (
                "en/conditions/x.yaml",
                "name: A\nsummary: S\noverview: [O]\nsymptoms: [{ slug: nothing }]\n",
                "x.yaml:4: /symptoms/0/slug: names the symptom nothing, which does not exist"
            ),
            (
                "clinics/ache.yaml", "name: A\nsummary: S\nlanguage: es\n",
                "/language: is \"es\" here"
            ),
            ("english/conditions/x.yaml", "name: A\n", "is not in a place for content"),
            ("en/diseases/x.yaml", "name: A\n", "is not in a place for content"),
            ("en/conditions/Bad Slug.yaml", "name: A\n", "is not in a place for content"),
            ("en/conditions/x.yml", "name: A\n", "must end in .yaml"),
            ("en/clinics/c.yaml", "", "en/clinics/c.yaml: is empty"),
            ("en/conditions/x.yaml", "- a\n- b\n", "must be an object with named fields"),
            ("en/conditions/x.yaml", "a: &a [1]\nb: [*a, *c]\n", "is not valid YAML"),
        ])
    func findings(path: String, text: String, expected: String) throws {
        try content.write(text, to: path)
        let store = try open()
        let error = #expect(throws: StoreError.self) {
            try store.bringIn(directory, strict: true)
        }
        let message = error?.description ?? ""
        #expect(message.contains(expected), "\(message)")
        #expect(message.contains(path))
        #expect(store.generation == 0)
        #expect(try directory.lint().findings.contains { $0.description.contains(expected) })
    }

    @Test("the same document in two places is a finding")
    func duplicateSlug() throws {
        try content.write("name: A\nsummary: S\n", to: "clinics/c.yaml")
        try content.write("name: B\nsummary: S\n", to: "en/clinics/c.yaml")
        let findings = try directory.lint().findings
        #expect(findings.map(\.path) == ["en/clinics/c.yaml"])
        #expect(findings[0].description.contains("is the same document as clinics/c.yaml"))
    }

    @Test("a file is read up to its limit and not one byte more")
    func sizeLimit() throws {
        let head = "name: A\nsummary: S\n#"
        let limit = 1 << 20
        try content.write(
            head + String(repeating: "x", count: limit - head.utf8.count), to: "clinics/c.yaml")
        #expect(try directory.lint().findings.isEmpty)
        try content.write(
            head + String(repeating: "x", count: limit - head.utf8.count + 1), to: "clinics/c.yaml")
        #expect(try directory.lint().findings.map(\.path) == ["clinics/c.yaml"])
    }

    @Test("aliases that multiply are stopped")
    func aliasBomb() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...8 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        try content.write(text, to: "en/conditions/x.yaml")
        let findings = try directory.lint().findings
        #expect(findings.contains { $0.description.contains("aliases") }, "\(findings)")
    }

    @Test("later, one bad file leaves its document as it was and the others load")
    func laterFinding() throws {
        let store = try open()
        _ = try store.bringIn(directory, strict: true)
        try content.write("name: [broken\n", to: "en/conditions/spasm.yaml")
        try content.write("name: Ache\nsummary: Changed\n", to: "en/symptoms/ache.yaml")
        let report = try store.bringIn(directory, strict: false)
        #expect(report.findings.map(\.path) == ["en/conditions/spasm.yaml"])
        #expect(try summary(store, .symptom, "ache") == "Changed")
        #expect(try summary(store, .condition, "spasm") == "S")
    }

    @Test("a document that names one with a finding waits for it")
    func dependentFinding() throws {
        let store = try open()
        _ = try store.bringIn(directory, strict: true)
        try content.write("name: [broken\n", to: "en/symptoms/new.yaml")
        try content.write(
            "name: Spasm\nsummary: Changed\noverview: [O]\nsymptoms: [{ slug: new }]\n",
            to: "en/conditions/spasm.yaml")
        let report = try store.bringIn(directory, strict: false)
        #expect(report.published.isEmpty && report.findings.count == 2)
        #expect(try summary(store, .condition, "spasm") == "S")
    }

    @Test("a content directory that is not there is told by name")
    func missingDirectory() throws {
        let error = #expect(throws: StoreError.self) {
            try ContentDirectory(path: content.path + "/nowhere").lint()
        }
        #expect(error?.description.contains("/nowhere") == true)
    }
}
