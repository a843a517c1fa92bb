// SPDX-License-Identifier: Apache-2.0

/// Finds the name that a misspelt one most likely means.
enum NearestName {
    /// The nearest of `names` that at most two edits make of `word`, a swap of neighbours counting as one; `nil` if none.
    ///
    /// Of several equally near the alphabetically first is taken, so that the answer is always the same.
    static func of(_ word: String, in names: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased().utf8)
        guard 3...40 ~= letters.count else { return nil }
        let allowed = letters.count < 5 ? 1 : 2
        var best: (distance: Int, name: String)?
        for name in names where abs(name.utf8.count - letters.count) <= allowed {
            let distance = distance(letters, Array(name.utf8))
            guard distance <= allowed else { continue }
            if let found = best, (found.distance, found.name) < (distance, name) { continue }
            best = (distance, name)
        }
        return best?.name
    }

    /// The optimal string alignment distance.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in 0..<right.count {
                let cost = left[row] == right[column] ? 0 : 1
                var value = min(last[column + 1] + 1, current[column] + 1, last[column] + cost)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    value = min(value, beforeLast[column - 1] + 1)
                }
                current.append(value)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
