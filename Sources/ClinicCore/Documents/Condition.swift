/// A disease or disorder: one structured article in one language (schema.org MedicalCondition).
public struct Condition: Sendable, Equatable {
    /// The usual name. Empty only in a draft.
    public var name: String
    /// Other names.
    public var alsoKnownAs: [String]
    /// The title of the article, where it is not the name.
    public var headline: String?
    /// One or two sentences for lists.
    public var summary: String
    /// The definition, paragraph by paragraph.
    public var overview: [String]
    /// What brings it on.
    public var causes: [Cause]
    /// What patients notice, each a symptom document.
    public var symptoms: [SymptomReference]
    /// How it is found.
    public var diagnosis: Diagnosis
    /// What is done about it, each a treatment document.
    public var treatments: [TreatmentReference]
    /// Signs that must not wait.
    public var redFlags: [RedFlag]
    /// What it is called in code systems.
    public var codes: [MedicalCode]
    /// Where in the body.
    public var bodyRegions: [Slug]
    /// Which medical specialties look after it.
    public var specialties: [Slug]
    /// The clinic's own terms.
    public var tags: [Slug]
    /// Conditions to read about next.
    public var related: [RelatedReference]
    /// What the reader may do now.
    public var callToAction: CallToAction?
    /// Who wrote it and when, as printed.
    public var byline: Byline?
    /// Where its facts come from.
    public var sources: [Source]
    /// The last review, if any.
    public var review: Review?

    /// What brings a condition on.
    public struct Cause: Sendable, Equatable {
        /// The cause in a few words.
        public var name: String
        /// More about it.
        public var detail: String?
        /// Conditions of ours that are meant.
        public var conditions: [Slug]
    }

    /// A symptom, and what is particular to it here.
    public struct SymptomReference: Sendable, Equatable {
        /// The symptom document.
        public var slug: Slug
        /// What is particular here: "in some cases".
        public var note: String?
    }

    /// A treatment, and how it is used here.
    public struct TreatmentReference: Sendable, Equatable {
        /// The treatment document.
        public var slug: Slug
        /// How it is used for this condition.
        public var detail: String?
    }

    /// How a condition is found.
    public struct Diagnosis: Sendable, Equatable {
        /// What a clinician does, paragraph by paragraph.
        public var overview: [String] = []
        /// Tests that may be made.
        public var tests: [Test] = []

        /// A test and what it looks for.
        public struct Test: Sendable, Equatable {
            /// The usual name.
            public var name: String
            /// What it looks for.
            public var purpose: String?
        }
    }

    /// Another condition and why it is of interest.
    public struct RelatedReference: Sendable, Equatable {
        /// The other condition document.
        public var slug: Slug
        /// Why it is related.
        public var reason: String?
    }

    /// What the reader may do now.
    public struct CallToAction: Sendable, Equatable {
        /// The offer in words.
        public var text: String
        /// The clinic to turn to.
        public var clinic: Slug?
    }
}
