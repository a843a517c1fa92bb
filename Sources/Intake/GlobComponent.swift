// SPDX-License-Identifier: Apache-2.0

/// One component of a source pattern: text, `*`, `?` and `{gateway}`. Pure.
struct GlobComponent: Hashable {
    enum Part: Hashable {
        case text([Unicode.Scalar])
        /// `*`: any text, or none.
        case any
        /// `?`: one character.
        case one
        /// `{gateway}`: at least one character, as many as may be.
        case gateway
    }

    /// How a name matched.
    struct Match: Equatable {
        /// What stood for `{gateway}`, where the component has it.
        var gateway: String?
    }

    let parts: [Part]
    /// The component as it was written.
    let text: String

    static let placeholder = "{gateway}"
    /// More open ends than this in one component would let a long name cost much time.
    static let openLimit = 4

    init(_ text: Substring) throws(SourcePatternProblem) {
        self.text = String(text)
        var parts: [Part] = []
        var literal: [Unicode.Scalar] = []
        var rest = text
        func flush() {
            if !literal.isEmpty {
                parts.append(.text(literal))
                literal = []
            }
        }
        while let scalar = rest.unicodeScalars.first {
            if rest.hasPrefix(Self.placeholder) {
                flush()
                parts.append(.gateway)
                rest = rest.dropFirst(Self.placeholder.count)
                continue
            }
            rest.unicodeScalars.removeFirst()
            switch scalar {
            case "*":
                flush()
                if parts.last != .any {
                    parts.append(.any)
                }
            case "?":
                flush()
                parts.append(.one)
            case "{", "}": throw .unknownPlaceholder(String(text))
            default: literal.append(scalar)
            }
        }
        flush()
        guard parts.filter({ $0 == .any || $0 == .gateway }).count <= Self.openLimit else {
            throw .tooManyWildcards(String(text))
        }
        self.parts = parts
    }

    /// Whether the component names just one thing, as it is written.
    var isLiteral: Bool {
        parts.allSatisfy { if case .text = $0 { true } else { false } }
    }

    var hasGateway: Bool {
        parts.contains(.gateway)
    }

    /// Matches a whole name; a leading dot must be written, as in glob(7).
    func match(_ name: String) -> Match? {
        if name.hasPrefix("."), !text.hasPrefix(".") {
            return nil
        }
        var gateway: String?
        return Self.match(parts[...], Array(name.unicodeScalars)[...], &gateway) ? Match(gateway: gateway) : nil
    }

    private static func match(
        _ parts: ArraySlice<Part>, _ name: ArraySlice<Unicode.Scalar>, _ gateway: inout String?
    ) -> Bool {
        guard let part = parts.first else {
            return name.isEmpty
        }
        let others = parts.dropFirst()
        switch part {
        case .text(let text):
            return name.starts(with: text) && match(others, name.dropFirst(text.count), &gateway)
        case .one:
            return !name.isEmpty && match(others, name.dropFirst(), &gateway)
        case .any:
            return (0...name.count).contains { match(others, name.dropFirst($0), &gateway) }
        case .gateway:
            for length in stride(from: name.count, to: 0, by: -1)
            where match(others, name.dropFirst(length), &gateway) {
                var text = String.UnicodeScalarView()
                text.append(contentsOf: name.prefix(length))
                gateway = String(text)
                return true
            }
            return false
        }
    }
}
