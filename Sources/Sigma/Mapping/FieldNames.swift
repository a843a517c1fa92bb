// SPDX-License-Identifier: Apache-2.0

/// The EVE paths behind the field names of one log source.
package struct FieldNames: Hashable, Sendable {
    /// By the name in lower case; `nil` where every name is a path already.
    private let tables: [[String: [String]]]?

    /// Every name as it stands.
    package static let asWritten = FieldNames(tables: nil)

    init(tables: [[String: [String]]]?) {
        self.tables = tables
    }

    /// The paths that a rule's field may lie under, any of which counts; none if the log source has no such field.
    ///
    /// Names of a mapping are found in any case, as rules are not at one about it. A name that is itself a path is not
    /// changed, and EVE keys differ by case.
    package func callAsFunction(_ field: String) -> [String] {
        guard let tables else { return [field] }
        let key = field.lowercased()
        var paths: [String] = []
        for table in tables {
            for path in table[key] ?? [] where !paths.contains(path) { paths.append(path) }
        }
        return paths
    }
}
