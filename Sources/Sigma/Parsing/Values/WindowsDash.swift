// SPDX-License-Identifier: Apache-2.0

/// `windash`: the signs by which Windows programs know an option.
enum WindowsDash {
    /// How many of them one value may have; each multiplies the variants by five.
    static let limit = 4

    private static let dashes: [Unicode.Scalar] = ["-", "/", "\u{2013}", "\u{2014}", "\u{2015}"]

    /// Every way to write a pattern with other dashes where one begins an option: a word is behind it and none before.
    ///
    /// The first is the pattern itself. `nil` if it has more than `limit` dashes.
    static func variants(_ pattern: PatternText) -> [PatternText]? {
        let count = pattern.pieces.reduce(0) { sum, piece in
            guard case .literal(let text) = piece else { return sum }
            return sum + places(Array(text.unicodeScalars)).count
        }
        guard count <= limit else { return nil }
        var variants: [[TextPattern.Piece]] = [[]]
        for piece in pattern.pieces {
            guard case .literal(let text) = piece else {
                variants = variants.map { $0 + [piece] }
                continue
            }
            let texts = texts(text)
            variants = variants.flatMap { variant in texts.map { variant + [.literal($0)] } }
        }
        return variants.map { PatternText($0) { $0 } }
    }

    private static func texts(_ text: String) -> [String] {
        let scalars = Array(text.unicodeScalars)
        var texts = [scalars]
        for place in places(scalars) {
            texts = texts.flatMap { text in
                [text]
                    + dashes.filter { $0 != scalars[place] }.map { dash in
                        var other = text
                        other[place] = dash
                        return other
                    }
            }
        }
        return texts.map { scalars in
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars)
            return String(view)
        }
    }

    private static func places(_ scalars: [Unicode.Scalar]) -> [Int] {
        scalars.indices.filter { index in
            dashes.contains(scalars[index]) && index + 1 < scalars.count && isWord(scalars[index + 1])
                && (index == 0 || !isWord(scalars[index - 1]))
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
    }
}
