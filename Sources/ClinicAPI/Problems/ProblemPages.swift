import ClinicCore

/// The pages under `/problems/`: what each kind of problem means.
enum ProblemPages {
    static func page(_ type: ProblemType) -> Representation {
        var result = Representation(object: object(type))
        result.object.append("explanation", .string(type.explanation))
        result.variesByLanguage = false
        return result
    }

    static var index: Representation {
        var result = Representation(object: [:])
        result.object.append("items", each: ProblemType.allCases) { .object(object($0)) }
        result.variesByLanguage = false
        return result
    }

    private static func object(_ type: ProblemType) -> Value.Object {
        [
            "type": .string(type.path), "title": .string(type.title),
            "status": .integer(type.status),
        ]
    }
}
