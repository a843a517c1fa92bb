// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Patterns

/// Rules made ready to be matched all at once. Built once, used by any number of threads, each with a `SigmaMatcher`.
///
/// Equal tests of all rules are one. Of each rule the tests are known without which it cannot match, and no event that
/// passes none of them meets the rule.
package final class SigmaProgram: Sendable {
    /// A rule as it goes in.
    package struct Rule: Sendable {
        /// When it matches.
        package var expression: SigmaExpression
        /// The types (`event_type`) of the events that it is considered for; `nil` for all.
        package var types: Set<String>?

        package init(_ expression: SigmaExpression, types: Set<String>? = nil) {
            self.expression = expression
            self.types = types
        }
    }

    /// Why a rule was left out. It never matches.
    package struct Problem: Hashable, Sendable {
        /// The rule's index.
        package var rule: Int
        /// What is wrong, in one line.
        package var message: String
    }

    /// The rules that were left out, in ascending order.
    package let problems: [Problem]
    /// How many rules went in, those left out too.
    package let ruleCount: Int

    /// The event fields that are read; a field's number is its index.
    package let fieldNames: [String]
    let fieldNumbers: [[UInt8]: Int]
    private let sieveCache: SieveCache
    let references: [ProgramBuilder.Reference]
    /// How many atoms there are; for each its field, the groups that it is in, its members if it is one, and the rules
    /// that it calls up.
    let atomCount: Int
    let atomFields: [Int]
    let groups: IndexLists<Int32>
    let members: IndexLists<Int32>
    let triggered: IndexLists<Int32>
    /// The route of events whose type is not known, on which all rules are.
    let wholeRoute: EventRoute
    /// The routes of the types that rules name, and that of all others.
    private let routes: [[UInt8]: EventRoute]
    private let otherRoute: EventRoute
    let code: RuleCode
    /// The rules as trees, to explain matches.
    let trees: [AtomTree]

    /// Compiles `rules`. A rule is known by its index from here on.
    ///
    /// `resolve` gives the event fields, as `FieldReader` names them, that a field of the rule with that index stands
    /// for: any of them will do, and where there are none the field is missing from every event. The fields `alsoRead`
    /// are read for `SigmaMatcher.addTexts` even if no rule asks for them. What `old`, a program of mostly the same
    /// rules, has made already is not made again.
    package init(
        _ rules: [Rule], alsoRead: [String] = [], after old: SigmaProgram? = nil, resolve: (Int, String) -> [String]
    ) {
        var builder = ProgramBuilder()
        var problems: [Problem] = []
        trees = rules.enumerated().map { index, rule in
            do throws(ProgramBuilder.Failure) {
                let tree = try builder.tree(rule.expression, resolve: { resolve(index, $0) })
                guard let types = rule.types else { return tree }
                return .join(all: [builder.tree(ofTypes: types), tree])
            } catch {
                problems.append(Problem(rule: index, message: error.message))
                return .never
            }
        }
        let alsoRead = Set(alsoRead.map { builder.number(ofField: $0) })
        self.problems = problems
        ruleCount = rules.count
        fieldNames = builder.fieldNames
        fieldNumbers = builder.fieldNumbers
        var cache = SieveCache(after: old?.sieveCache)
        let plans = builder.fields.map { FieldPlan($0, sieves: &cache) }
        let keywordPlan = builder.keywords.map { FieldPlan($0, sieves: &cache) }
        cache.close()
        sieveCache = cache
        references = builder.references
        atomCount = builder.weights.count
        atomFields = builder.atomFields
        groups = IndexLists(builder.groups)
        members = IndexLists(builder.members)
        var code = RuleCode()
        var triggered = [[Int32]](repeating: [], count: builder.weights.count)
        var untriggered: [Int32] = []
        for (index, tree) in trees.enumerated() {
            code.append(tree)
            if let trigger = Trigger(tree, weights: builder.weights) {
                for atom in trigger.atoms { triggered[Int(atom)].append(Int32(index)) }
            } else {
                untriggered.append(Int32(index))
            }
        }
        self.code = code
        self.triggered = IndexLists(triggered)
        let maker = RouteBuilder(
            trees: trees, atomFields: atomFields, members: members, references: references, names: fieldNames,
            plans: plans, keywordPlan: keywordPlan, untriggered: untriggered, alsoRead: alsoRead)
        let types = Set(rules.flatMap { $0.types ?? [] })
        wholeRoute = maker.route(of: Array(rules.indices))
        otherRoute = maker.route(of: rules.indices.filter { rules[$0].types == nil })
        routes = Dictionary(
            types.map { type in
                (Array(type.utf8), maker.route(of: rules.indices.filter { rules[$0].types?.contains(type) ?? true }))
            }, uniquingKeysWith: { first, _ in first })
    }

    /// What events are asked whose `event_type` is this text, or no text if `nil`.
    package func route(ofType type: String?) -> EventRoute {
        type.flatMap { routes[Array($0.utf8)] } ?? otherRoute
    }

    var sieves: [PatternSet] { sieveCache.all }

    /// How much memory the sieves take, in bytes. They are most of a program.
    package var sieveMemory: Int { sieves.reduce(0) { $0 + $1.memory } }
}
