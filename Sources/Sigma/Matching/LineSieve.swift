// SPDX-License-Identifier: Apache-2.0

internal import Patterns

/// Tells of most lines that no rule of a few can match, before they are taken apart: texts without which none matches are looked
/// for in the raw bytes.
///
/// A line with a backslash or beyond ASCII always passes, as it may write its texts otherwise. One sieve serves one thread at a time.
package struct LineSieve: ~Copyable {
    private let texts: PatternSet
    private var scratch: PatternScratch
    private var folded = FoldedText()

    /// More texts than these are not looked for.
    private static let countLimit = 256

    /// A sieve for rules with these expressions; `nil` where one of them may match without any text that is known.
    package init?(_ expressions: [SigmaExpression]) {
        guard let texts = Self.texts(of: expressions) else { return nil }
        self.init(texts)
    }

    private init(_ texts: PatternSet) {
        self.texts = texts
        scratch = PatternScratch(for: [texts])
    }

    private static func texts(of expressions: [SigmaExpression]) -> PatternSet? {
        guard let required = SigmaExpression.any(expressions).requiredTexts, required.count <= countLimit else {
            return nil
        }
        // A backslash begins an escape, which hides a text.
        let wanted = required.map { Array($0.prefix(PatternSet.literalLimit)) } + [[UInt8(ascii: "\\")]]
        let texts = PatternSet(Set(wanted).map { .literal($0) })
        return texts.refused.isEmpty ? texts : nil
    }

    /// Whether a rule might match the line. Never false where one does.
    package mutating func mayMatch(_ line: Span<UInt8>) -> Bool {
        folded.set(line)
        guard folded.isASCII else { return true }
        folded.find(texts, &scratch)
        return scratch.count > 0
    }
}

extension SigmaExpression {
    /// Texts, folded, one of which at least is in some value of every event that is matched; `nil` where none are known.
    fileprivate var requiredTexts: Set<[UInt8]>? {
        switch self {
        case .not: return nil
        case .test(let test):
            guard case .text(let pattern) = test.predicate else { return nil }
            return pattern.longestLiteral.map { [$0] }
        case .any(let parts):
            var texts: Set<[UInt8]> = []
            for part in parts {
                guard let more = part.requiredTexts else { return nil }
                texts.formUnion(more)
            }
            return texts
        case .all(let parts):
            // The set whose shortest text is longest spares most.
            return parts.compactMap(\.requiredTexts).max { Self.worth($0) < Self.worth($1) }
        }
    }

    private static func worth(_ texts: Set<[UInt8]>) -> Int { texts.map(\.count).min() ?? .max }
}
