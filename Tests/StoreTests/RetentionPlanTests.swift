// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Store

@Suite("What retention drops")
struct RetentionPlanTests {
    /// Days of 10 bytes each.
    private func plan(
        _ policy: RetentionPolicy, days: [Int32], clock: Int32 = 100, others: UInt64 = 0, free: UInt64 = 1000
    ) -> RetentionPlan {
        let days = days.map { RetentionPlan.Day(day: $0, bytes: 10) }
        return RetentionPlan(
            policy, days: days, clock: clock, stored: UInt64(days.count) * 10 + others, free: free)
    }

    private func dropped(_ policy: RetentionPolicy, days: [Int32], clock: Int32 = 100, free: UInt64 = 1000) -> [Int32] {
        plan(policy, days: days, clock: clock, free: free).drops.map(\.day)
    }

    @Test("without a limit nothing goes")
    func nothing() {
        #expect(dropped(RetentionPolicy(), days: [-400, 1, 50, 100], free: 0) == [])
        #expect(RetentionPolicy().keepsAll)
    }

    @Test("by age the days before the last so many go")
    func age() {
        let policy = RetentionPolicy(days: 30)
        #expect(dropped(policy, days: [1, 69, 70, 71, 100]) == [1, 69])
        #expect(plan(policy, days: [1, 100]).drops == [DroppedDay(day: 1, reason: .age, bytes: 10)])
        #expect(dropped(RetentionPolicy(days: .max), days: [.min, 100]) == [])
    }

    @Test("by size the oldest go until the rest fits, whatever else the store holds")
    func size() {
        let days: [Int32] = [96, 97, 98, 99, 100]
        #expect(dropped(RetentionPolicy(size: 50), days: days) == [])
        #expect(dropped(RetentionPolicy(size: 49), days: days) == [96])
        #expect(dropped(RetentionPolicy(size: 30), days: days) == [96, 97])
        let withOthers = plan(RetentionPolicy(size: 30), days: days, others: 5)
        #expect(withOthers.drops.map(\.day) == [96, 97, 98])
        #expect(withOthers.stored == 25)
        #expect(withOthers.meets(RetentionPolicy(size: 30)))
    }

    @Test("by free space the oldest go until there is room")
    func free() {
        let days: [Int32] = [97, 98, 99, 100]
        #expect(dropped(RetentionPolicy(free: 20), days: days, free: 20) == [])
        #expect(dropped(RetentionPolicy(free: 20), days: days, free: 19) == [97])
        #expect(dropped(RetentionPolicy(free: 20), days: days, free: 0) == [97, 98])
    }

    @Test("the newest day stays, also where the limits are not met then")
    func newest() {
        let policy = RetentionPolicy(days: 1, size: 1, free: 10_000)
        let plan = plan(policy, days: [10, 98, 99])
        #expect(plan.drops.map(\.day) == [10, 98])
        #expect(plan.drops.map(\.reason) == [.age, .size])
        #expect(plan.newest == 99)
        #expect(!plan.meets(policy))
        #expect(dropped(policy, days: [7]) == [])
        #expect(dropped(policy, days: []) == [])
    }

    @Test(
        "a clock that is wrong drops no day that a right one would keep", arguments: [-10_000, -365, 30, 365, 100_000])
    func wrongClock(error: Int32) {
        let days = (1...100).map(Int32.init)
        let right = Set(dropped(RetentionPolicy(days: 30), days: days))
        #expect(right.count == 69)
        #expect(right.isSuperset(of: dropped(RetentionPolicy(days: 30), days: days, clock: 100 + error)))
    }

    @Test("days that a sensor dates into the future make no other day old, and stay")
    func future() {
        #expect(dropped(RetentionPolicy(days: 30), days: [60, 80, 100, 5000]) == [60])
        #expect(dropped(RetentionPolicy(size: 10), days: [60, 80, 100, 5000]) == [60, 80])
    }
}
