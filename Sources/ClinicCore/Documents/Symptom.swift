/// What a patient notices (schema.org MedicalSymptom).
public struct Symptom: Sendable, Equatable {
    /// The usual name. Empty only in a draft.
    public var name: String
    /// Other names.
    public var alsoKnownAs: [String]
    /// One or two sentences for lists.
    public var summary: String
    /// What it is, paragraph by paragraph.
    public var description: [String]
    /// Signs that must not wait.
    public var redFlags: [RedFlag]
    /// What it is called in code systems.
    public var codes: [MedicalCode]
    /// Where in the body.
    public var bodyRegions: [Slug]
    /// The clinic's own terms.
    public var tags: [Slug]
    /// Where its facts come from.
    public var sources: [Source]
    /// The last review, if any.
    public var review: Review?
}
