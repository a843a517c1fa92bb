// SPDX-License-Identifier: Apache-2.0

/// Finds what is meant by a few letters of it.
package enum FuzzyMatch {
    /// How well `pattern` fits `text`: higher is better, `nil` if its letters are not in `text` in this order.
    ///
    /// Blanks in the pattern are skipped. Letters at the start of a word and letters side by side count more, a match
    /// that begins the text most. Case does not count.
    package static func score(_ pattern: String, in text: String) -> Int? {
        let wanted = Array(pattern.lowercased().unicodeScalars.filter { $0 != " " })
        guard !wanted.isEmpty else { return 0 }
        let letters = Array(text.lowercased().unicodeScalars.prefix(256))
        var best: Int?
        // A greedy match from each place where the first letter stands; texts are short.
        for start in letters.indices where letters[start] == wanted[0] {
            guard let score = greedy(wanted, letters, from: start) else { break }
            best = max(best ?? .min, score)
        }
        return best
    }

    private static func greedy(_ wanted: [Unicode.Scalar], _ letters: [Unicode.Scalar], from start: Int) -> Int? {
        var score = start == 0 ? 20 : 0
        var next = 0
        var previous = start - 2
        for index in start..<letters.count where next < wanted.count && letters[index] == wanted[next] {
            if index == previous + 1 { score += 10 }
            if index == 0 || letters[index - 1] == " " || letters[index - 1] == "." { score += 8 }
            score -= min(3, max(0, index - previous - 1))
            previous = index
            next += 1
        }
        return next == wanted.count ? score - letters.count / 8 : nil
    }
}
