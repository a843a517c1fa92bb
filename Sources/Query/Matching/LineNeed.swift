// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What a raw line must hold for a filter to hold, as far as texts tell: a line without it need not be taken apart.
///
/// It lets through every line that the filter lets through, and others. Texts are bytes of UTF-8, upper-case letters of ASCII
/// made lower-case; so must be what they are looked for in.
package indirect enum LineNeed: Hashable, Sendable {
    /// Any line may do.
    case nothing
    /// The line holds this text, not empty, as its bytes stand.
    case text([UInt8])
    /// The line holds this text, not empty, once its JSON escapes (`\/`, `\u00e9`) are undone. A line without a backslash holds it as
    /// its bytes stand.
    case value([UInt8])
    /// All of these, two or more.
    case all([LineNeed])
    /// One of these, two or more.
    case any([LineNeed])

    /// All of some needs.
    static func every(_ needs: [LineNeed]) -> LineNeed {
        let needs = needs.filter { $0 != .nothing }
        return needs.count > 1 ? .all(needs) : needs.first ?? .nothing
    }

    /// One of some needs.
    static func one(of needs: [LineNeed]) -> LineNeed {
        if needs.contains(.nothing) { return .nothing }
        return needs.count > 1 ? .any(needs) : needs.first ?? .nothing
    }
}

extension Filter {
    /// What a line must hold for this `simplified` filter to hold; hot fields ask for nothing, as the line need not be looked at for
    /// them.
    package var lineNeed: LineNeed {
        switch self {
        case .everything, .not, .eitherAddress, .since, .until: .nothing
        case .all(let members): .every(members.map(\.lineNeed))
        case .any(let members): .one(of: members.map(\.lineNeed))
        case .text(let text): text.isEmpty ? .nothing : .text(text.utf8.map(\.foldedASCII))
        case .expression(let expression): .every(expression.literals.map { .text($0) })
        case .test(.path(let path), let comparison): path.lineNeed(comparison)
        case .test: .nothing
        }
    }
}

extension FieldPath {
    /// What a line must hold whose value at the path compares so: a part of the value, or else the keys that lead there.
    fileprivate func lineNeed(_ comparison: Comparison) -> LineNeed {
        let value =
            switch comparison {
            case .equals(.text(let text)): IPAddress(text)?.lineNeed ?? LineNeed.value(of: text)
            case .like(let pattern): LikePattern(pattern).lineNeed
            case .matches(let expression): LineNeed.every(expression.literals.map { .value($0) })
            default: LineNeed.nothing
            }
        return value == .nothing ? .every(keys.map { LineNeed.value(of: $0) }) : value
    }
}

extension LineNeed {
    fileprivate static func value(of text: String) -> LineNeed {
        text.isEmpty ? .nothing : .value(text.utf8.map(\.foldedASCII))
    }
}

extension LikePattern {
    /// The runs of letters without a wildcard.
    fileprivate var lineNeed: LineNeed {
        .every(literals.map { .value($0) })
    }
}

extension IPAddress {
    /// What every text holds that is this address; `IPAddress(_:)` takes IPv6 in many forms, and IPv4 in one.
    fileprivate var lineNeed: LineNeed {
        if isV4 { return .value(Array(description.utf8)) }
        // The last two groups may be dotted. Of the others, those that are not zero stand there with a colon behind, and with zeros in
        // front where they are short.
        let shifts: [UInt64] = [48, 32, 16, 0]
        let groups = (shifts.map { high >> $0 } + shifts.prefix(2).map { low >> $0 }).map { $0 & 0xffff }
        var parts: [String] = []
        var isOpen = false
        for group in groups {
            guard group != 0 else {
                isOpen = false
                continue
            }
            let text = String(group, radix: 16) + ":"
            if isOpen, group >= 0x1000 { parts[parts.count - 1] += text } else { parts.append(text) }
            isOpen = true
        }
        return .every(parts.map { .value(Array($0.utf8)) })
    }
}
