// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query
internal import Sigma
internal import Store

/// What a piece of a scan gave.
struct DryRunPiece: Sendable {
    /// An event that a text matched.
    struct Finding: Sendable {
        var head: LineScan.Head
        var texts: DryRunProgram.Texts
    }

    /// An event as correlations take it.
    struct Entry: Sendable {
        /// A match of a rule that a correlation looks at.
        struct Sighting: Sendable {
            var part: Int
            var rule: Int
            var fields: [String: [String]]
        }

        var head: LineScan.Head
        /// What matched by itself.
        var texts: DryRunProgram.Texts
        var sightings: [Sighting]
    }

    /// Where no rule is a correlation.
    var findings: [Finding] = []
    /// Where one is: all events, by time.
    var entries: [Entry] = []
    /// What the texts added to the reading of single events, in nanoseconds; by chance it may be negative.
    var savedCosts: [Int] = []
    var editedCosts: [Int] = []
}

/// Matches the lines of pieces with the rules of a dry run. One thread has it.
final class DryRunMatching {
    private let program: DryRunProgram
    private let matchers: [Matcher]
    private let saved: Matcher?
    private let edited: Matcher
    /// What reads events for no rule.
    private let reading = Matcher(RuleSet([], mapping: .none))
    private var sieve: LineSieve?
    private var piece = DryRunPiece()
    private var lines = 0

    /// The cost of one line in so many is measured.
    private static let stride = 64

    init(_ program: DryRunProgram) {
        self.program = program
        matchers = program.parts.map { Matcher($0.rules) }
        saved = program.saved.map(Matcher.init)
        edited = Matcher(program.edited)
        sieve = LineSieve(program.needs.expressions)
    }

    /// Matches one line.
    func take(_ head: LineScan.Head, _ line: Span<UInt8>) {
        lines += 1
        if lines % Self.stride == 0 {
            // Once for nothing, so that the line is near the processor for all of them.
            _ = reading.cost(of: line)
            let read = reading.cost(of: line)
            if let saved { piece.savedCosts.append(saved.cost(of: line) - read) }
            piece.editedCosts.append(edited.cost(of: line) - read)
        }
        var texts: DryRunProgram.Texts = []
        var sightings: [DryRunPiece.Entry.Sighting] = []
        let mayMatch = sieve?.mayMatch(line) ?? true
        for (index, part) in program.parts.enumerated() where mayMatch {
            matchers[index].match(line) { rule, fields in
                if !part.rules.correlations.hiddenRules.contains(rule) { texts.formUnion(part.texts[rule]) }
                if let fields = fields() {
                    sightings.append(DryRunPiece.Entry.Sighting(part: index, rule: rule, fields: fields))
                }
            }
        }
        if program.hasCorrelations {
            piece.entries.append(DryRunPiece.Entry(head: head, texts: texts, sightings: sightings))
        } else if !texts.isEmpty {
            piece.findings.append(DryRunPiece.Finding(head: head, texts: texts))
        }
    }

    /// What the lines since the last call gave.
    func finish() -> DryRunPiece {
        var done = piece
        piece = DryRunPiece()
        done.entries.sort { $0.head.id < $1.head.id }
        return done
    }
}

/// A matcher in a box, as several are in a list.
private final class Matcher {
    private let rules: RuleSet
    private var matcher: SigmaMatcher

    init(_ rules: RuleSet) {
        self.rules = rules
        matcher = SigmaMatcher(rules.program)
    }

    /// Calls `body` for each rule that matches, with what gives the fields that correlations want of it.
    func match(_ line: Span<UInt8>, _ body: (Int, () -> [String: [String]]?) -> Void) {
        // Every line was checked when it was stored; one that cannot be read now has no matches.
        guard (try? matcher.match(line)) != nil else { return }
        for rule in matcher.matches {
            body(rule) { rules.wantedFields(ofRule: rule, matcher, in: line) }
        }
    }

    /// What one event costs, in nanoseconds.
    func cost(of line: Span<UInt8>) -> Int {
        let began = SystemClock.monotonicNanoseconds
        _ = try? matcher.match(line)
        return max(0, SystemClock.monotonicNanoseconds - began)
    }
}
