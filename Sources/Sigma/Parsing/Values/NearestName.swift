// SPDX-License-Identifier: Apache-2.0

/// Finds what a person who mistyped a name meant.
enum NearestName {
    /// The name that differs from `name` in at most two signs, the nearest first; `nil` if none does.
    static func of(_ name: String, among names: some Sequence<String>) -> String? {
        let written = Array(name.lowercased().unicodeScalars.prefix(40))
        let found = names.map { (name: $0, distance: distance(written, Array($0.lowercased().unicodeScalars))) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let found, found.distance <= min(2, written.count / 2) else { return nil }
        return found.name
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
