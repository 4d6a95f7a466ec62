import ClinicCore
import ClinicStore
import Foundation

/// The place where a page begins, as opaque text: it stays right when documents come and go.
enum Cursor {
    /// The cursor behind a position in that order.
    static func text(
        _ position: ListQuery.Position, _ sort: ListQuery.Sort, isDescending: Bool
    ) -> String {
        let order = (isDescending ? "-" : "") + sort.rawValue
        let plain = [order, position.slug.description, position.key].joined(separator: "\n")
        return Data(plain.utf8).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// The position that a cursor of that order stands for; nil for any other text.
    static func position(
        _ text: String, _ sort: ListQuery.Sort, isDescending: Bool
    ) -> ListQuery.Position? {
        var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
        base64 += String(repeating: "=", count: (4 - base64.utf8.count % 4) % 4)
        guard text.utf8.count <= 1_000, let data = Data(base64Encoded: base64),
            let plain = String(validating: data, as: UTF8.self)
        else { return nil }
        let parts = plain.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == (isDescending ? "-" : "") + sort.rawValue,
            let slug = Slug(parts[1]), sort.isKey(String(parts[2]))
        else { return nil }
        return ListQuery.Position(key: String(parts[2]), slug: slug)
    }
}
