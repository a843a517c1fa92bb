// SPDX-License-Identifier: Apache-2.0

package import EVE

/// Matches the rules of a program on one event after the other. One matcher serves one thread at a time; after the
/// first events it takes no more memory, and makes no `String`.
package struct SigmaMatcher: ~Copyable {
    /// What a rule has cost since the matcher was made.
    package struct Cost: Hashable, Sendable {
        /// How many events called the rule up, so that its condition was worked out.
        package var evaluations = 0
        /// How many of them matched.
        package var matches = 0
    }

    /// The rules.
    package let program: SigmaProgram
    /// The indices of the rules that match the last event, in ascending order.
    package private(set) var matches: [Int] = []
    /// What each rule has cost.
    package private(set) var costs: [Cost]
    /// What the last event was asked.
    private(set) var route: EventRoute
    private(set) var reader: FieldReader
    private var tester: ValueTester

    package init(_ program: SigmaProgram) {
        self.program = program
        route = program.wholeRoute
        reader = FieldReader(route.fields, readsEverything: route.keywordPlan != nil)
        tester = ValueTester(program)
        costs = [Cost](repeating: Cost(), count: program.ruleCount)
    }

    /// Matches the event `line`, whose matches are then in `matches`.
    ///
    /// - Throws: `EveTreeError` if it is no JSON; nothing matches then.
    package mutating func match(_ line: Span<UInt8>) throws(EveTreeError) {
        try match(line, on: program.wholeRoute)
    }

    /// As `match(_:)`, for an event of the type whose route of this program `route` is; only what rules ask of that type
    /// is read.
    package mutating func match(_ line: Span<UInt8>, on route: EventRoute) throws(EveTreeError) {
        begin(route)
        try reader.read(line)
        test(line)
    }

    /// As `match(_:on:)`, for the line of the event that `decoder` decoded last, which is not walked over again.
    package mutating func match(
        _ line: Span<UInt8>, on route: EventRoute, decodedBy decoder: borrowing EveDecoder
    ) throws(EveTreeError) {
        begin(route)
        try reader.read(line, decodedBy: decoder)
        test(line)
    }

    /// Forgets the last event; the next takes `route`.
    private mutating func begin(_ route: EventRoute) {
        tester.clear()
        matches.removeAll(keepingCapacity: true)
        guard route !== self.route else { return }
        self.route = route
        reader.look(for: route.fields, readsEverything: route.keywordPlan != nil)
    }

    /// Tests the values just read, and works out the rules that they call up.
    private mutating func test(_ line: Span<UInt8>) {
        for index in 0..<reader.count {
            let value = reader[index]
            if let field = value.field { route.withPlan(field) { Self.test(value, $0, reader, line, &tester) } }
            if let plan = route.keywordPlan, value.kind != .container {
                Self.test(value, plan, reader, line, &tester)
            }
        }
        for index in tester.state.called.indices { evaluate(Int(tester.state.called[index]), line) }
        for rule in route.untriggered { evaluate(Int(rule), line) }
        if matches.count > 1 { matches.sort() }
    }

    /// The program's number of a value's field.
    @inline(__always)
    func field(of value: FieldReader.Value) -> Int? { value.field.map { route.numbers[$0] } }

    private static func test(
        _ value: FieldReader.Value, _ plan: FieldPlan, _ reader: borrowing FieldReader, _ line: Span<UInt8>,
        _ tester: inout ValueTester
    ) {
        tester.test(value.kind, by: plan)
        if plan.readsValues, value.isScalar, !value.isNull {
            reader.withText(of: value, in: line) { tester.test($0, by: plan) }
        }
    }

    private mutating func evaluate(_ rule: Int, _ line: Span<UInt8>) {
        var at = program.code.entries[rule]
        while at >= 0 {
            let step = program.code.steps[Int(at)]
            let isTrue = step.atom >= 0 ? tester.state.isTrue[Int(step.atom)] : holds(Int(~step.atom), line)
            at = isTrue ? step.onTrue : step.onFalse
        }
        costs[rule].evaluations += 1
        if at == RuleCode.accept {
            costs[rule].matches += 1
            matches.append(rule)
        }
    }

    /// How often an expression of the rule was given up because a limit was hit. Such a value did not match.
    package func limitHits(ofRule rule: Int) -> Int {
        program.atoms(ofRule: rule).reduce(0) { $0 + Int(tester.limitHits[Int($1)]) }
    }

    /// How often any expression was given up; where rules share one, it counts once here.
    package var limitTotal: Int { tester.limitTotal }

    /// Whether an atom is true for the last event.
    func isTrue(_ atom: Int32) -> Bool { tester.state.isTrue[Int(atom)] }
}
