// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// What the events of one type are asked: only what rules for that type ask.
@safe
package final class EventRoute: Sendable {
    /// Whether no rule can match such an event.
    package let isIdle: Bool

    let fields: WantedFields
    /// The program's number of each of them.
    let numbers: [Int]
    /// What every value is asked, if anything.
    let keywordPlan: FieldPlan?
    /// The rules that may match without any atom.
    let untriggered: [Int32]
    private let plans: [FieldPlan]
    /// The same without a count of who holds them, which would have to go up and down for each value of each event.
    private let plansUncounted: [Unmanaged<FieldPlan>]

    init(
        numbers: [Int], names: [String], plans: [FieldPlan], keywordPlan: FieldPlan?, untriggered: [Int32], isIdle: Bool
    ) {
        fields = WantedFields(numbers.map { names[$0] })
        self.numbers = numbers
        self.plans = numbers.map { plans[$0] }
        unsafe plansUncounted = unsafe self.plans.map { unsafe Unmanaged.passUnretained($0) }
        self.keywordPlan = keywordPlan
        self.untriggered = untriggered
        self.isIdle = isIdle
    }

    /// Gives `body` what the field at `index` is asked.
    @inline(__always)
    func withPlan(_ index: Int, _ body: (FieldPlan) -> Void) {
        // The route holds the plan as long as it is there itself.
        unsafe plansUncounted[index]._withUnsafeGuaranteedRef(body)
    }
}
