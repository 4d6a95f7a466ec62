/// What is done about a condition (schema.org MedicalTherapy).
public struct Treatment: Sendable, Equatable {
    /// The usual name. Empty only in a draft.
    public var name: String
    /// Other names.
    public var alsoKnownAs: [String]
    /// What sort of treatment it is. Absent only in a draft.
    public var kind: TreatmentKind?
    /// One or two sentences for lists.
    public var summary: String
    /// What it is and how it is done, paragraph by paragraph.
    public var description: [String]
    /// When to take care, or not to use it.
    public var cautions: [String]
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
