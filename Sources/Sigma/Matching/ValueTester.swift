// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Patterns

/// Holds the values of an event against what the rules ask of their fields.
struct ValueTester: ~Copyable {
    private(set) var state: MatchState
    /// For each atom how often its expression was given up on a value, over all events.
    private(set) var limitHits: [UInt32]
    /// The sum of them.
    private(set) var limitTotal = 0
    private var folded = FoldedText()
    private var sieve: PatternScratch
    private var regexes = RegexScratch()
    /// The atoms whose expression was given up on this event; it is not tried on more of its values.
    private var givenUp: Set<Int32> = []

    init(_ program: SigmaProgram) {
        state = MatchState(program)
        limitHits = [UInt32](repeating: 0, count: program.atomCount)
        sieve = PatternScratch(for: program.sieves)
    }

    /// Forgets the last event.
    mutating func clear() {
        state.clear()
        if !givenUp.isEmpty { givenUp.removeAll(keepingCapacity: true) }
    }

    /// Notes what a value is, whatever its text.
    mutating func test(_ kind: FieldReader.Value.Kind, by plan: FieldPlan) {
        state.set(plan.presenceAtom)
        switch kind {
        case .container, .null: break
        case .string, .number, .bool: state.set(plan.valueAtom)
        }
    }

    /// Tests the text of a value.
    mutating func test(_ text: Span<UInt8>, by plan: FieldPlan) {
        if plan.readsText {
            folded.set(text)
            testWhole(text, plan)
            if plan.hasSieve { testSieved(text, plan) }
            for test in plan.directTests { check(test, text) }
        }
        if !plan.numbers.isEmpty, let number = NumberText.read(text) {
            for test in plan.numbers where test.comparison.holds(number, test.number) { state.set(test.atom) }
        }
        if !plan.networks.isEmpty, let address = IPAddress(text: text) {
            for test in plan.networks where test.network.contains(address) { state.set(test.atom) }
        }
        if !plan.times.isEmpty, let time = CivilTime(text: text) {
            for test in plan.times where test.comparison.holds(time.value(of: test.part), test.number) {
                state.set(test.atom)
            }
        }
    }

    private mutating func testWhole(_ text: Span<UInt8>, _ plan: FieldPlan) {
        guard plan.wholes.count > 0, let number = folded.number(in: plan.wholes) else { return }
        for index in plan.wholeTests.range(number) { check(plan.wholeTests.items[index], text) }
    }

    private mutating func testSieved(_ text: Span<UInt8>, _ plan: FieldPlan) {
        folded.find(plan.sieve, &sieve)
        checkFound(text, plan)
        if plan.sievedRegexes.isEmpty { return }
        if folded.isASCII {
            sieve.findRegexes(of: plan.sieve, in: text)
            checkFound(text, plan)
        } else {
            for test in plan.sievedRegexes { check(test, text) }
        }
    }

    private mutating func checkFound(_ text: Span<UInt8>, _ plan: FieldPlan) {
        for position in 0..<sieve.count {
            for index in plan.sievedTests.range(sieve[position]) { check(plan.sievedTests.items[index], text) }
        }
    }

    private mutating func check(_ test: FieldPlan.TextTest, _ text: Span<UInt8>) {
        if state.isTrue[Int(test.atom)] { return }
        switch test.check {
        case .nothing: state.set(test.atom)
        case .folded(let pattern):
            if folded.fits(pattern) { state.set(test.atom) }
        case .cased(let pattern):
            if pattern.fits(text) { state.set(test.atom) }
        case .regex(let regex):
            match(regex, test.atom, text)
        }
    }

    private mutating func match(_ regex: BoundedRegex, _ atom: Int32, _ text: Span<UInt8>) {
        if !givenUp.isEmpty, givenUp.contains(atom) { return }
        switch regexes.match(regex, in: text) {
        case .match: state.set(atom)
        case .noMatch: break
        case .limit:
            givenUp.insert(atom)
            limitHits[Int(atom)] &+= 1
            limitTotal += 1
        }
    }
}
