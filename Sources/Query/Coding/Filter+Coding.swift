// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The form in which filters are handed to another process: an object whose key says what it is. Not their text, which leaves parts of
/// a second out, and of which kind a value is.
extension Filter: Codable {
    /// How deep lists and negations may nest in a filter that is decoded. `FilterParser` makes at most three of each parenthesis.
    package static let depthLimit = 3 * FilterParser.maximumDepth + 16
    /// How many parts it may have, lists and negations among them. A term of the language may stand for a dozen fields.
    package static let partLimit = 32 * FilterParser.maximumTerms

    /// How deep it nests, a single test being 1, and how many parts it has.
    package var size: (depth: Int, parts: Int) {
        let inner: [Filter] =
            switch self {
            case .all(let members), .any(let members): members
            case .not(let filter): [filter]
            default: []
            }
        return inner.reduce((1, 1)) { size, part in
            let (depth, parts) = part.size
            return (max(size.0, depth + 1), size.1 + parts)
        }
    }

    /// - Throws: `DecodingError`, also where it is beyond the limits.
    package init(from decoder: any Decoder) throws {
        self = try FilterPart(from: decoder).filter
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: FilterPart.Key.self)
        switch self {
        case .everything: try container.encode(true, forKey: .everything)
        case .all(let members): try container.encode(members, forKey: .all)
        case .any(let members): try container.encode(members, forKey: .any)
        case .not(let filter): try container.encode(filter, forKey: .not)
        case .test(let field, let comparison):
            try container.encode(field, forKey: .field)
            try container.encode(comparison, forKey: .compares)
        case .eitherAddress(let comparison): try container.encode(comparison, forKey: .eitherAddress)
        case .text(let text): try container.encode(text, forKey: .text)
        case .expression(let expression): try container.encode(expression, forKey: .expression)
        case .since(let time): try container.encode(time, forKey: .since)
        case .until(let time): try container.encode(time, forKey: .until)
        }
    }
}

/// A part of a filter that is being decoded, with how large it is.
private struct FilterPart: Decodable {
    enum Key: String, CodingKey {
        case everything, all, any, not, field, eitherAddress, text, expression, since, until
        /// How the field of `field` compares.
        case compares
    }

    var filter = Filter.everything
    private var parts = 1

    init(from decoder: any Decoder) throws {
        // Before anything is read: what is decoded deeper takes more of a thread's stack than it may have.
        let depth = decoder.codingPath.count { $0 is Key }
        try decoder.require(depth < Filter.depthLimit, "a filter nests at most \(Filter.depthLimit) deep")
        let container = try decoder.container(keyedBy: Key.self)
        let keys = container.allKeys.filter { $0 != .compares }
        guard keys.count == 1, let key = keys.first else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "a part of a filter has one meaning"))
        }
        try read(key, container, decoder)
    }

    private mutating func read(
        _ key: Key, _ container: KeyedDecodingContainer<Key>, _ decoder: any Decoder
    ) throws {
        switch key {
        case .everything: filter = .everything
        case .all: filter = .all(try members(key, container, decoder))
        case .any: filter = .any(try members(key, container, decoder))
        case .not:
            let inner = try container.decode(FilterPart.self, forKey: key)
            try take(inner, decoder)
            filter = .not(inner.filter)
        case .field, .compares:
            filter = .test(
                try container.decode(Field.self, forKey: .field), try comparison(.compares, container, decoder))
        case .eitherAddress: filter = .eitherAddress(try comparison(key, container, decoder))
        case .text:
            let text = try container.decode(String.self, forKey: key)
            try check(text, decoder)
            filter = .text(text)
        case .expression: filter = .expression(try container.decode(TextExpression.self, forKey: key))
        case .since: filter = .since(try time(key, container, decoder))
        case .until: filter = .until(try time(key, container, decoder))
        }
    }

    /// Texts that are searched for cost by their length, times that of every line; the language has none that is longer than a filter.
    private func check(_ text: String, _ decoder: any Decoder) throws {
        try decoder.require(
            text.utf8.count <= FilterParser.maximumBytes,
            "a text to search for has more than \(FilterParser.maximumBytes) bytes")
    }

    private func comparison(
        _ key: Key, _ container: KeyedDecodingContainer<Key>, _ decoder: any Decoder
    ) throws -> Comparison {
        let comparison = try container.decode(Comparison.self, forKey: key)
        if case .like(let pattern) = comparison { try check(pattern, decoder) }
        return comparison
    }

    private func time(
        _ key: Key, _ container: KeyedDecodingContainer<Key>, _ decoder: any Decoder
    ) throws -> TimeSpec {
        let time = try container.decode(TimeSpec.self, forKey: key)
        if case .clock(let microseconds, let offset) = time {
            let isClock = 0..<Instant.microsecondsPerDay ~= microseconds && -86_400...86_400 ~= offset
            try decoder.require(isClock, "no time that a clock shows")
        }
        return time
    }

    private mutating func members(
        _ key: Key, _ container: KeyedDecodingContainer<Key>, _ decoder: any Decoder
    ) throws -> [Filter] {
        var list = try container.nestedUnkeyedContainer(forKey: key)
        var members: [Filter] = []
        while !list.isAtEnd {
            let member = try list.decode(FilterPart.self)
            try take(member, decoder)
            members.append(member.filter)
        }
        return members
    }

    /// Counts what lies within.
    private mutating func take(_ inner: FilterPart, _ decoder: any Decoder) throws {
        parts += inner.parts
        try decoder.require(parts <= Filter.partLimit, "a filter has at most \(Filter.partLimit) parts")
    }
}
