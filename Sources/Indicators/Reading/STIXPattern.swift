// SPDX-License-Identifier: Apache-2.0

/// The values that a STIX pattern looks for, as far as each of them alone is a reason to look.
///
/// Indicators are single values: what a pattern asks for together (`AND`, `FOLLOWEDBY`), negated, or by a comparison
/// other than equality, membership of a list or of a network, is a problem and the values that it concerns are dropped.
///
/// Source: STIX 2.1, section 9.
struct STIXPattern {
    /// A value; `kind` is `nil` where the pattern leaves it open.
    struct Value: Hashable {
        var kind: IndicatorKind?
        var text: String
    }

    /// What cannot be looked for, and where: `character` counts from 1.
    struct Problem: Hashable {
        var character: Int
        var message: String
        var help: String
    }

    private(set) var values: [Value] = []
    private(set) var problems: [Problem] = []

    /// Reads `pattern`; one that is no pattern has a problem and no values.
    init(_ pattern: String) {
        func problem(_ error: STIXPatternError) -> Problem {
            let before = pattern.utf8.prefix(error.offset)
            let character = before.reduce(1) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
            return Problem(character: character, message: error.message, help: error.help)
        }
        do throws(STIXPatternError) {
            var parser = STIXPatternParser(try STIXTokens(pattern).tokens, end: pattern.utf8.count)
            let terms = try parser.pattern()
            if case .values(let found) = terms { values = found }
            problems = parser.problems.map(problem)
        } catch {
            problems = [problem(error)]
        }
    }
}

/// The properties of STIX objects whose values occur in events.
enum STIXPaths {
    /// The kind of the values of `path`; `.some(nil)` where it has to be guessed, `nil` where no event holds them.
    static func kind(of path: String) -> IndicatorKind?? {
        switch path {
        case "ipv4-addr:value", "ipv6-addr:value": return .network
        case "domain-name:value": return .domain
        case "url:value": return .url
        case "network-traffic:dst_ref.value", "network-traffic:src_ref.value": return .some(nil)
        default: break
        }
        let parts = path.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[1].hasPrefix("hashes.") else { return nil }
        let name = parts[1].dropFirst("hashes.".count).filter { $0 != "-" }
        switch (parts[0], name) {
        case ("file", "md5"), ("artifact", "md5"): return .md5
        case ("file", "sha1"), ("artifact", "sha1"): return .sha1
        case ("file", "sha256"), ("artifact", "sha256"): return .sha256
        case ("x509-certificate", "sha1"): return .certificate
        default: return nil
        }
    }
}
