import ClinicAPI
import ClinicCore
import ClinicStore
import Foundation
import HTTP
import Testing

@Suite("What never leaks")
struct LeakTests {
    private static let marker = "markertext"

    /// A library that holds the marker wherever the public must not find it: in drafts of public
    /// documents and of hidden ones, in what was withdrawn, deleted and scheduled, in reasons, in the
    /// names of former drafts, behind preview links that have ended.
    private static func library() async throws -> (Library, Editor, ended: String) {
        let library = try Library { $0.openAPI = { Array("{}".utf8) } }
        let editor = try await Editor(library)
        let text =
            #"{"name":"\#(marker)","summary":"\#(marker)","tags":["\#(marker)"],"#
            + #""sources":[{"title":"\#(marker)"}]}"#
        var ended = ""
        for (collection, slug) in [
            ("conditions", "back-spasm"), ("symptoms", "backache"), ("treatments", "walking"),
            ("clinics", "orthotexas-frisco"),
        ] {
            let path = "/v1/\(collection)"
            _ = try await editor.json("PATCH \(path)/\(slug)", text, "If-Match: *")
            let hidden = "\(path)/\(marker)-hidden"
            _ = try await editor.json("PUT \(hidden)", text, "If-None-Match: *", status: 201)
            ended = try #require(
                try await editor.json("POST \(hidden)/preview", status: 201).text("/href"))
            _ = try await editor.json(
                "POST \(hidden)/rename", #"{"slug":"\#(marker)-other"}"#)
            let complete: [String: String] = [
                "conditions": #""overview":["\#(marker)"]"#, "treatments": #""kind":"procedure""#,
            ]
            let whole = text.replacing(
                #""sources""#, with: (complete[collection].map { $0 + "," } ?? "") + #""sources""#)
            for (slug, end) in [
                ("taken-back", #"{"reason":"It was wrong."}"#), ("deleted", nil), ("planned", nil),
            ] {
                _ = try await editor.json(
                    "PUT \(path)/\(slug)", whole, "If-None-Match: *", status: 201)
                if slug == "planned" {
                    _ = try await editor.json(
                        "POST \(path)/\(slug)/publish",
                        #"{"at":"2036-01-01T00:00:00Z","reason":"\#(marker)"}"#, "If-Match: *")
                    continue
                }
                _ = try await editor.json("POST \(path)/\(slug)/publish", "", "If-Match: *")
                if let end {
                    _ = try await editor.json("POST \(path)/\(slug)/withdraw", end)
                } else {
                    _ = try await editor.json(
                        "DELETE \(path)/\(slug)", "", "If-Match: *", status: 204)
                }
            }
        }
        _ = try await editor.json("PATCH /v1/site", #"{"name":"\#(marker)"}"#, "If-Match: *")
        return (library, editor, ended)
    }

    /// Every public address of the description, its parameters at all their values, for every document
    /// that there is or could be thought to be.
    private static func targets(ended: String) throws -> [String] {
        let description = try OpenAPIDocument()
        var targets: Set<String> = []
        for operation in description.operations where operation.method == "GET" {
            guard operation.value.list("/security").first?.names != ["token"] else { continue }
            var paths = [operation.path]
            for parameter in operation.parameters where parameter.text("/in") == "path" {
                let name = "{\(parameter.text("/name") ?? "")}"
                let schema = description.follow(parameter["schema"] ?? .null)
                var values = schema.list("/enum").compactMap { $0.text("") }
                if let example = parameter.text("/example") { values.append(example) }
                if name == "{slug}" {
                    values += [
                        "backache", "walking", "orthotexas-frisco", "back-spasm", "taken-back",
                        "deleted", "planned", "\(marker)-hidden", "\(marker)-other",
                    ]
                }
                if name == "{link}" {
                    values.append(String(ended.split(separator: "/").last ?? ""))
                }
                paths = paths.flatMap { path in values.map { path.replacing(name, with: $0) } }
            }
            for path in paths {
                targets.insert(path)
                for parameter in operation.parameters where parameter.text("/in") == "query" {
                    let schema = description.follow(parameter["schema"] ?? .null)
                    let item = description.follow(schema["items"] ?? schema)
                    let choices = item.list("/enum").compactMap { $0.text("") }
                    let name = parameter.text("/name") ?? ""
                    targets.insert("\(path)?\(name)=\(marker)")
                    for choice in choices { targets.insert("\(path)?\(name)=\(choice)") }
                    if !choices.isEmpty {
                        targets.insert("\(path)?\(name)=\(choices.joined(separator: ","))")
                    }
                }
            }
        }
        return targets.sorted()
    }

    @Test("no draft, withdrawn text or token is in any public answer, nor in what is logged")
    func walk() async throws {
        let (library, editor, ended) = try await Self.library()
        let secret = String(editor.token.split(separator: "_").last ?? "")
        let targets = try Self.targets(ended: ended)
        #expect(targets.count > 400)
        var statuses: [Int: Int] = [:]
        func check(_ text: String, _ target: String) {
            // An answer repeats the request's own words; those are taken out first.
            let words = text.replacing("\\\"\(Self.marker)\\\" is not", with: "")
                .replacing("\"instance\":\"\(target.prefix { $0 != "?" })\"", with: "")
                .replacing(target, with: "")
            #expect(!words.localizedCaseInsensitiveContains(Self.marker), "\(target): \(words)")
            #expect(!text.contains(secret) && !text.contains(ended), "\(target)")
        }
        for target in targets {
            // The second answer is one from the cache where it can be.
            let others = [["Accept: text/event-stream"], ["Accept-Language: es, en"]]
            for fields in [[], []] + (target.contains("?") ? [] : others) {
                let response = try await library.send("GET \(target)", fields)
                statuses[response.status, default: 0] += 1
                check(response.headText, target)
                check(String(decoding: response.bodyBytes, as: UTF8.self), target)
                if response.status == 200 { check(await response.pulled(pieces: 1), target) }
            }
        }
        for status in [200, 400, 404, 406, 410] { #expect(statuses[status] ?? 0 > 0, "\(status)") }
        check(library.log.text, "the log")
        let lines = LibraryExport(now: Library.start)
        while let page = try library.store.read(lines.nextPage) {
            check(String(decoding: page, as: UTF8.self), "the export")
        }
    }

    @Test("what is public is found by the same walk")
    func found() async throws {
        let library = try Library()
        let editor = try await Editor(library)
        try await editor.create(
            "/v1/symptoms/backache-two", #"{"name":"\#(Self.marker)","summary":"S"}"#)
        var count = 0
        for target in try Self.targets(ended: "") {
            let response = try await library.get(target)
            let text = String(decoding: response.bodyBytes, as: UTF8.self)
            if response.status == 200, text.contains(Self.marker) { count += 1 }
        }
        #expect(count > 10)
    }
}
