// SPDX-License-Identifier: Apache-2.0

/// Finds the name that a misspelt one most likely means.
package enum NearestName {
    /// The nearest of `names` to `word`, whatever their case; `nil` if none is near.
    ///
    /// A name is near if an edit of one letter in three, or of two in a word of five, makes it of the word; a letter put in, left out,
    /// replaced or swapped with its neighbour is one edit. Of several equally near the alphabetically first is taken, so that
    /// the answer is always the same. The work grows with the number of names: of those that a file gives, pass the first few hundred.
    package static func of(_ word: String, among names: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased().utf8)
        guard 2...40 ~= letters.count else { return nil }
        let most = letters.count < 5 ? 1 : max(2, letters.count / 3)
        return names.lazy
            .filter { abs($0.utf8.count - letters.count) <= most }
            .map { (distance: distance(letters, Array($0.lowercased().utf8)), name: $0) }
            .filter { $0.distance <= most }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    }

    /// The optimal string alignment distance.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in 0..<right.count {
                let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
                var least = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    least = min(least, beforeLast[column - 1] + 1)
                }
                current.append(least)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
