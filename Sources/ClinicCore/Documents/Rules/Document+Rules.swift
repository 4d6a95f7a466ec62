extension Document {
    /// Characters of a name at most.
    public static let nameLimit = 120
    /// Characters of a summary at most.
    public static let summaryLimit = 400

    /// What keeps the document from being published, apart from references to documents that do not
    /// exist: everything at once. A draft may be saved with findings.
    public var findings: [Finding] {
        var rules = Rules()
        rules.require("name", name, limit: Self.nameLimit)
        switch self {
        case .condition(let condition):
            rules.require("summary", condition.summary, limit: Self.summaryLimit)
            rules.requireSome("overview", condition.overview)
            rules.unique("symptoms", condition.symptoms.map(\.slug), member: "slug")
            rules.unique("treatments", condition.treatments.map(\.slug), member: "slug")
            rules.unique("related", condition.related.map(\.slug), member: "slug")
        case .symptom(let symptom):
            rules.require("summary", symptom.summary, limit: Self.summaryLimit)
        case .treatment(let treatment):
            rules.require("summary", treatment.summary, limit: Self.summaryLimit)
            if treatment.kind == nil {
                rules.add("kind", "is missing; \(TreatmentKind.expected)")
            }
        case .clinic(let clinic):
            rules.require("summary", clinic.summary, limit: Self.summaryLimit)
            if clinic.telephoneDisplay != nil, clinic.telephone == nil {
                rules.add("telephone", "is missing, but telephoneDisplay is given")
            }
        case .site(let site):
            if !site.disclaimers.contains(where: { $0.language == site.defaultLanguage }) {
                rules.add(
                    "disclaimer", "has no text in \(site.defaultLanguage), the site's language")
            }
        }
        for vocabulary in Vocabulary.allCases {
            let field = vocabulary == .bodyRegions ? "bodyRegions" : vocabulary.rawValue
            rules.unique(field, terms(of: vocabulary), member: nil)
        }
        rules.unique("codes", codes.map { "\($0.system.rawValue) \($0.code)" }, member: "code")
        return rules.findings
    }
}

private struct Rules {
    var findings: [Finding] = []

    mutating func add(_ name: String, _ detail: String) {
        findings.append(Finding(JSONPointer.root.appending(name), detail))
    }

    mutating func require(_ name: String, _ text: String, limit: Int) {
        if text.isEmpty {
            add(name, "is missing")
        } else if text.count > limit {
            add(name, "has \(text.count) characters; \(limit) at most")
        }
    }

    mutating func requireSome(_ name: String, _ texts: [String]) {
        if texts.isEmpty { add(name, "is missing; at least one paragraph") }
    }

    mutating func unique<Term: Hashable>(_ name: String, _ terms: [Term], member: String?) {
        var seen: Set<Term> = []
        for (index, term) in terms.enumerated() where !seen.insert(term).inserted {
            var pointer = JSONPointer.root.appending(name).appending(index)
            if let member { pointer = pointer.appending(member) }
            findings.append(Finding(pointer, "names \(term) a second time"))
        }
    }
}
