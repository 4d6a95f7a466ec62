/// What sort of treatment it is.
public enum TreatmentKind: String, Sendable, CaseIterable {
    /// What patients do themselves.
    case selfCare = "self-care"
    /// Medicines, prescribed or not.
    case medication
    /// Exercise and movement guided by a therapist.
    case physicalTherapy = "physical-therapy"
    /// Done by a clinician without an operation: an injection, say.
    case procedure
    /// An operation.
    case surgery

    /// What a finding says is allowed.
    public static var expected: String {
        "one of " + allCases.map(\.rawValue).joined(separator: ", ")
    }
}
