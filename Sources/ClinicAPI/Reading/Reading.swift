import ClinicCore

/// A request for a document of the library, its parameters read and found valid.
struct Reading {
    /// Whether the JSON is indented.
    let isPretty: Bool
    /// Makes the answer from the library of one instant.
    let representation: @Sendable (ReadContext) throws -> Representation

    init(
        isPretty: Bool, representation: @escaping @Sendable (ReadContext) throws -> Representation
    ) {
        self.isPretty = isPretty
        self.representation = representation
    }

    /// Reads the parameters of the route or throws what is wrong with them.
    init(_ request: ReadRequest) throws(Problem) {
        var reader = ParameterReader(request.query)
        isPretty = reader.flag("pretty")
        switch request.route {
        case .collection(let type):
            representation = try ListReading(request, type, reader: &reader).representation
        case .document(let type, let slug):
            representation = try DocumentReading(
                request, type, slug, section: nil, reader: &reader
            ).representation
        case .section(let slug, let section):
            representation = try DocumentReading(
                request, .condition, slug, section: section, reader: &reader
            ).representation
        case .terms(let vocabulary):
            representation = try TermsReading(request, vocabulary, reader: &reader).representation
        case .index:
            representation = try IndexReading(request, reader: &reader).representation
        case .problems:
            try reader.finish()
            representation = { _ in ProblemPages.index }
        case .problem(let type):
            try reader.finish()
            representation = { _ in ProblemPages.page(type) }
        case .changes:
            representation = try ChangesReading(request, reader: &reader).representation
        case .editing, .preview, .home, .openAPI, .export, .probe, .health, .version, .metrics:
            preconditionFailure("these are answered without reading the library")
        }
    }
}
