// SPDX-License-Identifier: Apache-2.0

/// Finds what a person who mistyped a name meant.
enum NearestName {
    /// How many names are looked at.
    private static let limit = 200

    /// The name that differs from `name` in at most two signs, the nearest first; `nil` if none does.
    static func of(_ name: String, among names: some Sequence<String>) -> String? {
        let written = Array(name.lowercased().unicodeScalars.prefix(40))
        let most = min(2, written.count / 2)
        var found: (distance: Int, name: String)?
        for name in names.prefix(limit) {
            let other = Array(name.lowercased().unicodeScalars.prefix(43))
            guard abs(other.count - written.count) <= most else { continue }
            let distance = distance(written, other)
            if distance <= most, found.map({ (distance, name) < $0 }) ?? true { found = (distance, name) }
        }
        return found?.name
    }

    /// How many signs have to be put in, taken out or changed (Levenshtein).
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var row = Array(0...right.count)
        for (index, scalar) in left.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let changed = diagonal + (scalar == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(changed, row[column] + 1, row[column + 1] + 1)
            }
        }
        return row[right.count]
    }
}
