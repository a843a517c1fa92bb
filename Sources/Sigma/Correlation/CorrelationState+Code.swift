// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension CorrelationState {
    func write(to writer: inout StateWriter, _ plan: CorrelationPlan) {
        writer.time(nextSweep)
        writer.count(values.texts.count)
        for text in values.texts { writer.text(text) }
        writer.count(groups.count)
        for (key, group) in groups {
            for value in key.values { writer.text(value) }
            group.write(to: &writer)
        }
    }

    /// Reads a state that takes up all that `reader` has.
    init(from reader: inout StateReader, _ plan: CorrelationPlan) throws(CorrelationStateError) {
        nextSweep = try reader.time()
        var texts: [String] = []
        for _ in 0..<(try reader.count()) { texts.append(try reader.text()) }
        var uses = Array(repeating: 0, count: texts.count)
        for _ in 0..<(try reader.count()) {
            var key = GroupKey(values: [])
            for _ in plan.groupNames { key.values.append(try reader.text()) }
            let group = try CorrelationGroup(from: &reader)
            guard group.entries.count <= CorrelationLimits.mostEntries else { throw reader.damage }
            guard groups.updateValue(group, forKey: key) == nil else { throw reader.damage }
            for entry in group.entries {
                guard Self.isSound(entry, plan, symbols: texts.count) else { throw reader.damage }
                if plan.kind == .valueCount { uses[Int(entry.value)] += 1 }
            }
            entryCount += group.entries.count
        }
        guard reader.isAtEnd, let table = ValueTable(texts: texts, uses: uses) else { throw reader.damage }
        values = table
        if plan.settles { queueAll() }
    }

    private static func isSound(_ entry: Entry, _ plan: CorrelationPlan, symbols: Int) -> Bool {
        guard entry.slot < plan.entrySlots else { return false }
        if plan.kind == .valueCount { return entry.value < symbols }
        return plan.isNumeric ? CorrelationPlan.isUsable(entry.number) : entry.value == 0
    }
}

extension CorrelationGroup {
    func write(to writer: inout StateWriter) {
        writer.count(settled == nil ? 0 : 1)
        if let settled { writer.time(settled) }
        writer.count(hits.count)
        for hit in hits { writer.time(hit) }
        writer.count(entries.count)
        var before: Int64 = 0
        for entry in entries {
            writer.signed(entry.time.microseconds &- before)
            before = entry.time.microseconds
            writer.number(UInt64(entry.slot))
            writer.number(entry.event)
            writer.number(entry.value)
        }
    }

    init(from reader: inout StateReader) throws(CorrelationStateError) {
        switch try reader.number() {
        case 0: settled = nil
        case 1: settled = try reader.time()
        default: throw reader.damage
        }
        for _ in 0..<(try reader.count()) {
            let hit = try reader.time()
            guard hits.last.map({ $0 < hit }) ?? true else { throw reader.damage }
            hits.append(hit)
        }
        var before: Int64 = 0
        for _ in 0..<(try reader.count()) {
            before &+= try reader.signed()
            let slot = try reader.number()
            guard let slot = UInt32(exactly: slot) else { throw reader.damage }
            let entry = Entry(
                time: Instant(microseconds: before), slot: slot, event: try reader.number(), value: try reader.number())
            guard entries.last.map({ $0 < entry }) ?? true, insert(entry) else { throw reader.damage }
        }
    }
}
