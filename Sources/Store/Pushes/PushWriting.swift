// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB
internal import Messages
internal import Pushes

/// Orders within one write transaction, which its user undoes where one is refused.
struct PushWriting {
    let tables: PushTables
    let log: PushLog
    let mutes: MuteTable
    var texts: PushTexts
    /// The mutings that hold.
    private var holding: [GatewayMute]
    private var composed: [Composition: Int64] = [:]

    private struct Composition: Hashable {
        var rules: Int64
        var base: Int64
        var mutes: [Int]
    }

    init(_ database: Database) throws(StoreError) {
        tables = PushTables(database: database)
        log = PushLog(database: database)
        mutes = MuteTable(database: database)
        texts = PushTexts(database)
        holding = try mutes.mutes()
    }

    /// Looks anew which mutings hold.
    mutating func mutesChanged() throws(StoreError) {
        holding = try mutes.mutes()
        composed.removeAll()
    }

    /// A gateway that is to run rules with thresholds, by the numbers of their texts.
    struct Order {
        var gateway: String
        var before: PushTables.Wanted?
        var rules: Int64
        var base: Int64
        /// The push in which a person chose them; `nil` for the one that this is.
        var chosen: Int64?
        var mayRunFewer: Bool
        /// Whether to order what is wanted already: who pushes again wants it tried again.
        var again = false
    }

    /// Orders; the answer is why it cannot be ordered.
    mutating func order(_ order: Order, of push: Int64) throws(StoreError) -> PushRefusal? {
        let files: Int64
        switch try compose(order) {
        case .success(let number): files = number
        case .failure(let refusal): return refusal
        }
        let before = order.before
        if !order.again, let before, before.files == files { return nil }
        let number = try nextNumber(order, push)
        try log.add(
            PushLog.Share(
                gateway: order.gateway, number: number, files: files,
                before: before.map { ($0.files, $0.base, $0.chosen) }), of: push)
        try tables.put(
            PushTables.Wanted.Row(
                gateway: order.gateway, push: push, chosen: order.chosen ?? push, number: number, files: files,
                base: order.base, mayRunFewer: order.mayRunFewer))
        return nil
    }

    /// A number greater than all that the gateway was given or tells of: a backup that was put back knows fewer than the gateway.
    private func nextNumber(_ order: Order, _ push: Int64) throws(StoreError) -> Int64 {
        let told = try tables.report(of: order.gateway).map { Int64($0.number) } ?? 0
        // A gateway that lies must not use them up.
        let believed = told < GatewayRules.numberLimit ? told : 0
        return max(push, (order.before?.number ?? 0) + 1, believed + 1)
    }

    private mutating func compose(_ order: Order) throws(StoreError) -> Result<Int64, PushRefusal> {
        let own = holding.filter { $0.holds(at: order.gateway) }
        let key = Composition(rules: order.rules, base: order.base, mutes: own.map(\.number))
        if let known = composed[key] { return .success(known) }
        let base = try texts.files(rules: order.rules, thresholds: order.base)
        let added = Result { () throws(MessageError) in try base.adding(own) }
        switch added {
        case .failure(let error): return .failure(.files(error))
        case .success(let files):
            let number = try texts.keep(files)
            composed[key] = number
            return .success(number)
        }
    }

    /// How many rules a gateway has, or is to have, whichever is more.
    func ruleCount(of gateway: String, _ wanted: PushTables.Wanted?) throws(StoreError) -> Int64 {
        max(wanted?.ruleCount ?? 0, try runningCount(of: gateway) ?? 0)
    }

    /// How many rules of ours a gateway says that it runs; `nil` where that is not known.
    func runningCount(of gateway: String) throws(StoreError) -> Int64? {
        guard let report = try tables.report(of: gateway) else { return nil }
        return try report.revision.flatMap { revision throws(StoreError) in try tables.ruleCount(of: revision) }
    }

    /// What is wanted of a gateway already, to be ordered with the mutings that hold now.
    func same(_ wanted: PushTables.Wanted) throws(StoreError) -> Order {
        // Who was allowed to run fewer and has not come to it yet, still is.
        let isDone = try runningCount(of: wanted.gateway).map { $0 <= wanted.ruleCount } ?? false
        return Order(
            gateway: wanted.gateway, before: wanted, rules: wanted.rules, base: wanted.base, chosen: wanted.chosen,
            mayRunFewer: wanted.mayRunFewer && !isDone)
    }

    /// Nothing but mutings, for a gateway that nothing is wanted of.
    func nothing(_ gateway: String) throws(StoreError) -> Order {
        let empty = try texts.keep("")
        return Order(gateway: gateway, before: nil, rules: empty, base: empty, chosen: 0, mayRunFewer: false)
    }
}
