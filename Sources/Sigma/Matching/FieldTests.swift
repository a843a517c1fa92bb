// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Patterns

/// What the rules ask of one field, while it is gathered.
struct FieldTests {
    /// A pattern for the sieve, and the tests of the values in which it is found.
    struct Sieved {
        /// A test, whose atom may be true by the finding alone.
        struct Test {
            var test: FieldPlan.TextTest
            var isCertain: Bool

            /// The test that is left behind the sieve.
            var sieved: FieldPlan.TextTest {
                isCertain ? FieldPlan.TextTest(atom: test.atom, check: .nothing) : test
            }
        }

        var pattern: SearchPattern
        var tests: [Test]

        var isRegex: Bool { if case .regex = pattern { true } else { false } }
    }

    var valueAtom: Int32 = -1
    var presenceAtom: Int32 = -1
    private(set) var wholes = TextTable()
    private(set) var wholeTests: [[FieldPlan.TextTest]] = []
    private(set) var sieved: [Sieved] = []
    private(set) var direct: [FieldPlan.TextTest] = []
    private(set) var numbers: [FieldPlan.NumberTest] = []
    private(set) var networks: [FieldPlan.NetworkTest] = []
    private(set) var times: [FieldPlan.TimeTest] = []
    /// The literals among `sieved`, and where they are there.
    private var literals = TextTable()
    private var literalPlaces: [Int] = []

    /// Adds a test of values, not one of whether there are any. The weight says how often it may be true.
    mutating func add(_ predicate: Predicate, atom: Int32) throws(RegexError) -> Int {
        switch predicate {
        case .text(let pattern): return add(pattern, atom)
        case .regex(let pattern): return try add(pattern, atom)
        case .compare(let comparison, let number):
            numbers.append(FieldPlan.NumberTest(atom: atom, comparison: comparison, number: number))
            return AtomWeight.number
        case .network(let network):
            networks.append(FieldPlan.NetworkTest(atom: atom, network: network))
            return AtomWeight.network
        case .timePart(let part, let comparison, let number):
            times.append(FieldPlan.TimeTest(atom: atom, part: part, comparison: comparison, number: number))
            return AtomWeight.number
        case .null, .exists, .field: return AtomWeight.value
        }
    }

    private mutating func add(_ pattern: TextPattern, _ atom: Int32) -> Int {
        let bytes = BytePattern(pattern)
        let test = FieldPlan.TextTest(atom: atom, check: pattern.isCased ? .cased(bytes) : .folded(bytes))
        let longest = pattern.longestLiteral ?? []
        if bytes.whole != nil {
            let number = wholes.add(longest)
            if number == wholeTests.count { wholeTests.append([]) }
            wholeTests[number].append(pattern.isCased ? test : FieldPlan.TextTest(atom: atom, check: .nothing))
            return AtomWeight.whole
        }
        guard !longest.isEmpty else {
            direct.append(test)
            return AtomWeight.value
        }
        let isCertain = !pattern.isCased && (bytes.inside?.count ?? .max) <= Self.partLength
        add(longest, Sieved.Test(test: test, isCertain: isCertain))
        return AtomWeight.literal(longest.count)
    }

    private mutating func add(_ pattern: RegexPattern, _ atom: Int32) throws(RegexError) -> Int {
        let source = RegexSource(
            pattern.text, ignoresCase: pattern.ignoresCase, isMultiline: pattern.isMultiline,
            dotMatchesLineFeed: pattern.dotMatchesLineFeed)
        let test = FieldPlan.TextTest(atom: atom, check: .regex(try BoundedRegex(source)))
        let sievedTest = Sieved.Test(test: test, isCertain: false)
        guard let literals = RequiredLiterals.find(pattern.text) else {
            sieved.append(Sieved(pattern: .regex(source), tests: [sievedTest]))
            return AtomWeight.value
        }
        for literal in literals { add(literal, sievedTest) }
        return AtomWeight.literal(literals.map(\.count).min() ?? 0)
    }

    /// Puts a test behind a part of the literal: short parts are quickly compiled and often shared, but a part that many
    /// literals share is of little use.
    private mutating func add(_ literal: [UInt8], _ test: Sieved.Test) {
        let head = Array(literal.prefix(Self.partLength))
        let tail = Array(literal.suffix(Self.partLength))
        let whole = Array(literal.prefix(PatternSet.literalLimit))
        let part = [head, tail].first { part in
            literals.find(part.span).map { sieved[literalPlaces[$0]].tests.count < Self.crowd } ?? true
        }
        let number = literals.add(part ?? whole)
        if number == literalPlaces.count {
            literalPlaces.append(sieved.count)
            sieved.append(Sieved(pattern: .literal(part ?? whole), tests: []))
        }
        sieved[literalPlaces[number]].tests.append(test)
    }

    /// How many bytes of a literal are looked for.
    private static let partLength = 8
    /// How many tests may share a part.
    private static let crowd = 8
}

/// How often an atom may be true, by rule of thumb; only their order matters.
enum AtomWeight {
    static let whole = 4
    static let network = 8
    static let number = 32
    static let value = 64
    static let route = 128

    /// A literal of so many bytes, somewhere in a value.
    static func literal(_ length: Int) -> Int { max(1, 16 - length) }
}
