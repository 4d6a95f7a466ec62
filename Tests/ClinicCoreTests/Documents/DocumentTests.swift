import ClinicCore
import Testing

@Suite("Documents")
struct DocumentTests {
    static let condition = """
        {"name":"Back spasm","alsoKnownAs":["Muscle spasm of the back"],"headline":"H","summary":"S",
         "overview":["One.","Two."],
         "causes":[{"name":"Overuse","detail":"D"},{"name":"Diseases","conditions":[{"slug":"sciatica"}]}],
         "symptoms":[{"slug":"backache"},{"slug":"headache","note":"in some cases"}],
         "diagnosis":{"overview":["O"],"tests":[{"name":"X-ray","purpose":"P"}]},
         "treatments":[{"slug":"cold-therapy","detail":"T"}],
         "redFlags":[{"level":"emergency","text":"R"}],
         "codes":[{"system":"icd-10-cm","code":"M62.830","display":"Muscle spasm of back"}],
         "bodyRegions":["back"],"specialties":["spine"],"tags":["muscle"],
         "related":[{"slug":"sciatica","reason":"Why"}],
         "callToAction":{"text":"Call","clinic":{"slug":"orthotexas"}},
         "byline":{"author":"Administrator","publishedAt":"2016-10-25T07:20:00"},
         "sources":[{"title":"T","publisher":"P","url":"https://example.org/"}],
         "review":{"reviewedBy":"X","lastReviewed":"2026-01-01","nextReview":"2027-01-01"}}
        """

    static let others: [(DocumentType, String)] = [
        (.condition, condition),
        (
            .symptom,
            """
            {"name":"Backache","alsoKnownAs":[],"summary":"S","description":["D"],
             "redFlags":[{"level":"urgent","text":"R"}],"codes":[],"bodyRegions":["back"],"tags":[],
             "sources":[]}
            """
        ),
        (
            .treatment,
            """
            {"name":"Cold therapy","alsoKnownAs":["Ice"],"kind":"self-care","summary":"S",
             "description":[],"cautions":["C"],"redFlags":[],"codes":[],"bodyRegions":[],"tags":[],
             "sources":[]}
            """
        ),
        (
            .clinic,
            """
            {"name":"OrthoTexas","summary":"S","description":["D"],
             "team":[{"name":"Spine surgeons","specialty":"spine"}],
             "address":{"locality":"Frisco","region":"Texas","country":"US"},
             "telephone":"+12146185502","telephoneDisplay":"(214) 618-5502",
             "booking":{"text":"Call.","url":"https://example.org/book"},
             "url":"https://example.org/","specialties":["spine"],"tags":[],"sources":[]}
            """
        ),
        (
            .site,
            """
            {"name":"Library","publisher":{"name":"P","url":"https://example.org/"},
             "publicURL":"https://example.org","timeZone":"America/Chicago","defaultLanguage":"en",
             "licence":{"name":"CC BY 4.0","url":"https://example.org/l"},"sample":true,
             "disclaimer":{"en":"E","es":"S"}}
            """
        ),
    ]

    @Test("what is read and written is the same, member for member", arguments: others)
    func roundTrip(type: DocumentType, json: String) throws {
        let value = try JSONParser.parse(Array(json.utf8))
        let document = try Document.read(value, as: key(type))
        #expect(Value.object(document.object()) == value)
        #expect(document.findings.isEmpty)
        #expect(try Document.read(.object(document.object()), as: key(type)) == document)
    }

    @Test("every finding of a document is told at once, with its place")
    func allFindings() throws {
        let json = """
            {"name":3,"colour":"red","tags":["Bad Tag","ok"],"symptoms":[{"note":"x"},"y"],
             "codes":[{"system":"icd-10-cm","code":"nonsense"},{"system":"x","code":"M62"}],
             "redFlags":[{"level":"panic","text":"t"}],"overview":"text","language":"es",
             "sources":[{"title":"T","url":"ftp://x"}],"summary":"  "}
            """
        let value = try JSONParser.parse(Array(json.utf8))
        let error = #expect(throws: InvalidDocument.self) {
            try Document.read(value, as: key(.condition))
        }
        let pointers = Set((error?.findings ?? []).map(\.pointer.description))
        #expect(
            pointers == [
                "/name", "/colour", "/tags/0", "/symptoms/0/slug", "/symptoms/1", "/codes/0/code",
                "/codes/1/system", "/redFlags/0/level", "/overview", "/language",
                "/sources/0/url", "/summary",
            ])
    }

    @Test("members that the server derives can be sent back")
    func derivedMembers() throws {
        let json = """
            {"type":"condition","slug":"x","language":"en","href":"/v1/conditions/x","name":"N",
             "symptoms":[{"slug":"a","name":"A","href":"/v1/symptoms/a"}],
             "treatments":[{"slug":"b","name":"B","kind":"surgery","href":"h"}],
             "callToAction":{"text":"T","clinic":{"slug":"c","name":"C","locality":"L",
                "telephone":"+12146185502","telephoneDisplay":"D","href":"h"}},
             "review":{"status":"unreviewed"},"disclaimer":"D","translations":[],"revision":7,
             "updatedAt":"2026-01-01T00:00:00Z","publishedAt":"2026-01-01T00:00:00Z"}
            """
        let document = try Document.read(
            try JSONParser.parse(Array(json.utf8)), as: key(.condition))
        #expect(document.review == nil)
        #expect(document.references.map(\.slug.description) == ["a", "b", "c"])
    }

    @Test("a draft may lack what publishing needs, and is told so")
    func publishingRules() throws {
        for type in DocumentType.collections {
            let document = try Document.read(.object([:]), as: key(type))
            let pointers = document.findings.map(\.pointer.description)
            #expect(pointers.contains("/name") && pointers.contains("/summary"))
        }
        let twice = try Document.read(
            try JSONParser.parse(
                Array(
                    #"{"name":"N","summary":"S","overview":["O"],"symptoms":[{"slug":"a"},{"slug":"a"}]}"#
                        .utf8)),
            as: key(.condition))
        #expect(twice.findings.map(\.pointer.description) == ["/symptoms/1/slug"])
    }

    @Test("limits hold at the limit and fail one past it")
    func limits() throws {
        func findings(name: Int, summary: Int) throws -> Int {
            let value = Value.object([
                "name": .string(String(repeating: "n", count: name)),
                "summary": .string(String(repeating: "s", count: summary)),
            ])
            return try Document.read(value, as: key(.symptom)).findings.count
        }
        #expect(try findings(name: Document.nameLimit, summary: Document.summaryLimit) == 0)
        #expect(try findings(name: Document.nameLimit + 1, summary: Document.summaryLimit) == 1)
        #expect(try findings(name: Document.nameLimit, summary: Document.summaryLimit + 1) == 1)
        let long = Value.object(["name": .string(String(repeating: "n", count: 20_001))])
        #expect(throws: InvalidDocument.self) { try Document.read(long, as: key(.symptom)) }
    }

    @Test("references say where they stand and what they mean")
    func references() throws {
        let value = try JSONParser.parse(Array(Self.condition.utf8))
        let references = try Document.read(value, as: key(.condition)).references
        let told = references.map {
            "\($0.pointer) \($0.role.rawValue) \($0.type.rawValue) \($0.slug)"
        }
        #expect(
            told == [
                "/causes/1/conditions/0/slug cause condition sciatica",
                "/symptoms/0/slug symptom symptom backache",
                "/symptoms/1/slug symptom symptom headache",
                "/treatments/0/slug treatment treatment cold-therapy",
                "/related/0/slug related condition sciatica",
                "/callToAction/clinic/slug clinic clinic orthotexas",
            ])
    }

    @Test(
        "each mention is replaced where it stands, what is said of it stays, and nil leaves it out")
    func mentioning() throws {
        let value = try JSONParser.parse(Array(Self.condition.utf8))
        let stored = try Document.read(value, as: key(.condition)).object()
        let named = stored.mentioning(in: .condition) { type, slug in
            ["slug": .string(slug.description), "name": .string("\(type.rawValue) of ours")]
        }
        for (place, name) in [
            (named["symptoms"], "symptom of ours"), (named["treatments"], "treatment of ours"),
            (named["related"], "condition of ours"),
        ] {
            guard case .array(let mentions)? = place else { throw JSONShape() }
            #expect(mentions.allSatisfy { $0["name"] == .string(name) })
        }
        guard case .array(let symptoms)? = named["symptoms"],
            case .array(let causes)? = named["causes"],
            case .array(let conditions)? = causes[1]["conditions"]
        else { throw JSONShape() }
        #expect(symptoms[1]["note"] == .string("in some cases"))
        #expect(conditions[0]["name"] == .string("condition of ours"))
        #expect(named["callToAction"]?["clinic"]?["name"] == .string("clinic of ours"))
        let members = { (object: Value.Object) in object.members.map(\.name) }
        #expect(members(named) == members(stored))

        let bare = stored.mentioning(in: .condition) { _, _ in nil }
        #expect(bare["symptoms"] == .array([]) && bare["related"] == .array([]))
        guard case .array(let left)? = bare["causes"] else { throw JSONShape() }
        #expect(left.count == 2 && left[1]["conditions"] == nil)
        #expect(bare["callToAction"]?["text"] == .string("Call"))
        #expect(bare["callToAction"]?["clinic"] == nil)

        let plain = stored.mentioning(in: .condition) { ["slug": .string($1.description)] }
        #expect(plain == stored)
        #expect(stored.mentioning(in: .symptom) { _, _ in nil } == stored)
    }

    @Test("the review of a stored document is told by its members")
    func reviewOfMembers() throws {
        let value = try JSONParser.parse(Array(Self.condition.utf8))
        let document = try Document.read(value, as: key(.condition))
        #expect(document.review != nil && Review(of: document.object()) == document.review)
        #expect(Review(of: [:]) == nil)
    }

    /// A document is not shaped as the test needs it.
    private struct JSONShape: Error {}

    private func key(_ type: DocumentType) throws -> DocumentKey {
        DocumentKey(type, try #require(Slug("x")), .english)
    }
}
