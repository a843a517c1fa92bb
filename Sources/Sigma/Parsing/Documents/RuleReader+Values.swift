// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules
internal import YAML

/// Why a value cannot be what its key's modifiers say.
private struct ValueFailure: Error {
    var message: String
    var help: String
}

/// The values of a field.
///
/// Numbers are the text that is written: `4688` fits 4688 and "4688", and `0x10` fits only "0x10". `true` and `false`
/// fit the booleans and these words.
extension RuleReader {
    /// How many bytes a value may have that becomes many, by `expand` or `windash`.
    private static let multipliedBytes = 1024

    /// What `nodes` mean as the values of `key`.
    mutating func values(_ nodes: [YAMLNode], of key: FieldKey, at position: TextPosition) -> SigmaExpression? {
        var members: [SigmaExpression] = []
        for node in nodes {
            guard let scalar = node.scalar else {
                error(node.position, "\(node.kind) stands among the values", help: "Write single values.")
                continue
            }
            do throws(ValueFailure) {
                let tests = try predicates(scalar, key, node.position).map {
                    SigmaExpression.test(FieldTest(field: key.field, $0))
                }
                members.append(.joined(any: tests))
            } catch {
                self.error(node.position, error.message, help: error.help)
            }
        }
        guard members.count == nodes.count else { return nil }
        if key.modifiers.contains(.neq) { return .not(.joined(any: members)) }
        return key.modifiers.contains(.all) ? .joined(all: members) : .joined(any: members)
    }

    /// What one value means: any of these.
    private mutating func predicates(
        _ scalar: YAMLScalar, _ key: FieldKey, _ position: TextPosition
    ) throws(ValueFailure) -> [Predicate] {
        if scalar.isNull { return [try null(key)] }
        if key.target == .exists { return [try exists(scalar)] }
        guard remainingTests > 0 else { throw Self.tooManyValues }
        var predicates: [Predicate] = []
        if !key.modifiers.isDisjoint(with: [.expand, .windash]), scalar.text.utf8.count > Self.multipliedBytes {
            throw ValueFailure(
                message: "the value is longer than \(Self.multipliedBytes) bytes, too long to make others of it",
                help: "Cut it into several.")
        }
        for text in try expanded(scalar.text, key, position) {
            switch key.target {
            case .text:
                // JSON writes its booleans so, and `cased` must find them.
                let text = scalar.bool.map { "\($0)" } ?? text
                predicates += try patterns(text, key, position).map(Predicate.text)
            case .regex: predicates.append(.regex(try regex(text, key)))
            case .network: predicates.append(.network(try network(text)))
            case .compare(let comparison): predicates.append(.compare(comparison, try number(text)))
            case .timePart(let part, let comparison):
                predicates.append(.timePart(part, comparison, try count(text, of: part)))
            case .reference(let relation):
                predicates.append(.field(FieldReference(field: text, relation: relation, isCased: key.isCased)))
            case .exists: break
            }
            guard predicates.count <= remainingTests else {
                throw ValueFailure(
                    message: "the rule has more than \(SearchSet.maximumTests) values",
                    help: "Write it as several rules.")
            }
        }
        remainingTests -= predicates.count
        return predicates
    }

    private static let tooManyValues = ValueFailure(
        message: "the rule has more than \(SearchSet.maximumTests) values", help: "Write it as several rules.")

    private func null(_ key: FieldKey) throws(ValueFailure) -> Predicate {
        guard key.field != nil else {
            throw ValueFailure(message: "null is no keyword", help: "Quote it to find the word.")
        }
        let others = key.modifiers.subtracting([.all, .neq]).map(\.rawValue)
        if let other = others.min() {
            throw ValueFailure(message: "`\(other)` has no value", help: "Quote the value if it is text.")
        }
        return .null
    }

    private func exists(_ scalar: YAMLScalar) throws(ValueFailure) -> Predicate {
        guard let bool = scalar.bool else {
            throw ValueFailure(message: "`exists` needs true or false", help: "Write one of them, without quotes.")
        }
        return .exists(bool)
    }

    /// The text with its placeholders filled in; empty if it can fit nothing.
    private mutating func expanded(
        _ text: String, _ key: FieldKey, _ position: TextPosition
    ) throws(ValueFailure) -> [String] {
        guard key.modifiers.contains(.expand) else { return [text] }
        let placeholders = Placeholders(text)
        if placeholders.isEmpty {
            warn(position, "`expand` finds no placeholder here", help: "Write it as %name%, or take `expand` away.")
        }
        do throws(Placeholders.Failure) {
            return try placeholders.texts(options.placeholders)
        } catch {
            switch error {
            case .tooMany:
                throw ValueFailure(
                    message: "the placeholders make more than \(Placeholders.limit) values",
                    help: "Use fewer in one value.")
            case .unknown(let name):
                let message = "no values for placeholder %\(name)%"
                let help = "Set them in the configuration."
                switch options.unknownPlaceholder {
                case .error: throw ValueFailure(message: message, help: help)
                case .neverMatches: warn(position, "\(message): this value fits no event", help: help)
                case .unsaid: break
                }
                return []
            }
        }
    }

    private func regex(_ text: String, _ key: FieldKey) throws(ValueFailure) -> RegexPattern {
        if text.isEmpty {
            throw ValueFailure(message: "the regular expression is empty", help: "Write one, or use `exists`.")
        }
        return RegexPattern(
            text: text, ignoresCase: key.modifiers.contains(.i), isMultiline: key.modifiers.contains(.m),
            dotMatchesLineFeed: key.modifiers.contains(.s))
    }

    private func network(_ text: String) throws(ValueFailure) -> IPNetwork {
        guard let network = IPNetwork(text) else {
            throw ValueFailure(
                message: "`\(text.prefix(40))` is no network", help: "Write it as 10.0.0.0/8 or 2001:db8::/32.")
        }
        return network
    }

    private func number(_ text: String) throws(ValueFailure) -> Double {
        guard let number = YAMLScalar(text: text, isPlain: true).number else {
            throw ValueFailure(message: "`\(text.prefix(40))` is no number", help: "Write a decimal number.")
        }
        return number
    }

    private func count(_ text: String, of part: TimePart) throws(ValueFailure) -> Int {
        guard let count = Int(text), part.range.contains(count) else {
            throw ValueFailure(
                message: "`\(text.prefix(40))` is no \(part.rawValue)",
                help: "Write a whole number from \(part.range.lowerBound) to \(part.range.upperBound).")
        }
        return count
    }
}

extension RuleReader {
    /// The patterns that a text becomes by the modifiers of its key.
    private mutating func patterns(
        _ text: String, _ key: FieldKey, _ position: TextPosition
    ) throws(ValueFailure) -> [TextPattern] {
        if text.isEmpty, let placing = key.changes.first(where: { $0.kind == .placing }) {
            warn(position, "`\(placing)` with an empty value fits every value", help: "Write a value, or use `exists`.")
        }
        if key.changes.last == .base64offset {
            warn(
                position, "`base64offset` fits whole values only",
                help: "Write `base64offset|contains` to find it inside a value.")
        }
        var texts = [ModifiedText(pattern: PatternText(sigma: text))]
        for change in key.changes {
            var changed: [ModifiedText] = []
            for text in texts { changed += try Self.change(text, change) }
            texts = changed
        }
        return texts.map { text in
            var pattern = text.pattern
            if key.field == nil {
                pattern.openStart()
                pattern.openEnd()
            }
            return TextPattern(pieces: pattern.pieces, isCased: key.isCased)
        }
    }

    private static func change(_ text: ModifiedText, _ modifier: Modifier) throws(ValueFailure) -> [ModifiedText] {
        switch modifier {
        case .startswith, .endswith, .contains:
            var text = text
            if modifier != .startswith { text.pattern.openStart() }
            if modifier != .endswith { text.pattern.openEnd() }
            return [text]
        case .windash:
            guard let variants = WindowsDash.variants(text.pattern) else {
                throw ValueFailure(
                    message: "`windash` finds more than \(WindowsDash.limit) dashes",
                    help: "Cut the value into several, joined by `all`.")
            }
            return variants.map { ModifiedText(pattern: $0, isBytes: text.isBytes) }
        case .utf16le, .wide: return [text.utf16(isLittleEndian: true, hasMark: false)]
        case .utf16be: return [text.utf16(isLittleEndian: false, hasMark: false)]
        case .utf16: return [text.utf16(isLittleEndian: true, hasMark: true)]
        default:
            guard let bytes = text.bytes else {
                throw ValueFailure(
                    message: "`\(modifier)` cannot encode wildcards",
                    help: "Write \\* and \\? for the signs themselves.")
            }
            let texts = modifier == .base64 ? [Base64.text(bytes)] : Base64.offsets(bytes)
            return texts.map { ModifiedText(pattern: PatternText(plain: $0)) }
        }
    }
}

extension TimePart {
    /// The numbers that it can be; ISO 8601 has years of 53 weeks.
    fileprivate var range: ClosedRange<Int> {
        switch self {
        case .minute: 0...59
        case .hour: 0...23
        case .day: 1...31
        case .week: 1...53
        case .month: 1...12
        case .year: 0...9999
        }
    }
}
