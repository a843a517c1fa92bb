// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Patterns

/// All that the rules ask of one field's values, so arranged that a value meets few tests that it does not pass.
final class FieldPlan: Sendable {
    /// One test of a value's text, and the atom that it makes true.
    struct TextTest: Sendable {
        var atom: Int32
        var check: TextCheck
    }

    /// What is still to be asked of a text that came through the sieve.
    enum TextCheck: Sendable {
        case nothing
        /// The folded text must fit.
        case folded(BytePattern)
        /// The text as it is must fit.
        case cased(BytePattern)
        case regex(BoundedRegex)
    }

    /// A comparison with a number.
    struct NumberTest: Sendable {
        var atom: Int32
        var comparison: Comparison
        var number: Double
    }

    /// A comparison with a part of a time.
    struct TimeTest: Sendable {
        var atom: Int32
        var part: TimePart
        var comparison: Comparison
        var number: Int
    }

    /// A network that an address may lie in.
    struct NetworkTest: Sendable {
        var atom: Int32
        var network: IPNetwork
    }

    /// The atom for having a value other than `null`, -1 if nobody asks.
    let valueAtom: Int32
    /// The atom for being there at all, -1 if nobody asks.
    let presenceAtom: Int32
    /// Whole values, folded, and the tests of each.
    let wholes: TextTable
    let wholeTests: IndexLists<TextTest>
    /// What is looked for in folded values: literals, and expressions that have none. What each stands for.
    let sieve: PatternSet
    let sievedTests: IndexLists<TextTest>
    /// The tests of those expressions, for values that are not ASCII.
    let sievedRegexes: [TextTest]
    /// Tests that every value meets.
    let directTests: [TextTest]
    let numbers: [NumberTest]
    let networks: [NetworkTest]
    let times: [TimeTest]

    /// Whether any test looks at text, and whether any looks at more of a value than what it is.
    let readsText: Bool
    let readsValues: Bool
    /// Whether the sieve has any pattern.
    let hasSieve: Bool

    init(_ tests: FieldTests, sieves: inout SieveCache) {
        valueAtom = tests.valueAtom
        presenceAtom = tests.presenceAtom
        wholes = tests.wholes
        wholeTests = IndexLists(tests.wholeTests)
        numbers = tests.numbers
        networks = tests.networks
        times = tests.times
        let patterns = tests.sieved.map(\.pattern)
        let sieve = patterns.count < Self.fewest ? nil : sieves.sieve(patterns)
        let isOutside = Set(sieve == nil ? Array(patterns.indices) : sieve?.refused.map(\.index) ?? [])
        let outside = tests.sieved.enumerated().filter { isOutside.contains($0.offset) }
        directTests = tests.direct + outside.flatMap { $0.element.tests.map(\.test) }
        sievedTests = IndexLists(tests.sieved.map { $0.tests.map(\.sieved) })
        sievedRegexes = tests.sieved.enumerated().filter { $0.element.isRegex && !isOutside.contains($0.offset) }
            .flatMap { $0.element.tests.map(\.test) }
        self.sieve = sieve ?? .empty
        hasSieve = sieve != nil
        readsText = wholes.count > 0 || sieve != nil || !directTests.isEmpty
        readsValues = readsText || !numbers.isEmpty || !networks.isEmpty || !times.isEmpty
    }

    /// So few patterns are looked for faster one by one.
    private static let fewest = 4
}

/// The sieves made so far: fields that rules ask the same of share one.
struct SieveCache: Sendable {
    private var known: [[SearchPattern]: PatternSet] = [:]
    /// Those of a program that this one follows, to be taken over where nothing changed: making one takes longest.
    private var earlier: [[SearchPattern]: PatternSet] = [:]

    init(after old: SieveCache?) {
        earlier = old?.known ?? [:]
    }

    /// All sieves.
    var all: [PatternSet] { Array(known.values) }

    /// The sieve for `patterns`.
    mutating func sieve(_ patterns: [SearchPattern]) -> PatternSet {
        if let sieve = known[patterns] { return sieve }
        let sieve = earlier[patterns] ?? PatternSet(patterns)
        known[patterns] = sieve
        return sieve
    }

    /// Lets go of what was not taken over.
    mutating func close() { earlier = [:] }
}
