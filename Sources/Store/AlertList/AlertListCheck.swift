// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import GRDB

/// Compares the list of alerts with the table of them.
///
/// It keeps sums of scrambled alerts, one for each hour, instead of the alerts: equal sums mean equal alerts, but for a chance of one in
/// 2^64.
struct AlertListCheck {
    let partition: Partition
    let database: Database
    /// Differs from run to run, so that no input can be made that cancels out.
    private let seed = UInt64.random(in: .min ... .max)

    private struct Sum: Equatable {
        var count = 0
        var sum: UInt64 = 0
    }

    init(partition: Partition, database: Database) {
        self.partition = partition
        self.database = database
    }

    /// - Throws: `StoreError`.
    func run(_ problem: (String, _ place: String) -> Void) throws(StoreError) {
        var wanted: [Int64: Sum] = [:]
        let alerts = try Statement(
            database, "SELECT row, gateway, signature, source, destination, destination_port FROM alert")
        while try alerts.step() { add(alerts.integer(0), alerts.alertKind(at: 1), to: &wanted) }
        let listed = try listed(problem)
        for hour in Set(wanted.keys).union(listed.keys).sorted() where wanted[hour] != listed[hour] {
            problem(
                "alert_list has not the alerts of an hour (\(listed[hour]?.count ?? 0), \(wanted[hour]?.count ?? 0) expected)",
                "minute \(hour * 60)")
        }
    }

    private func listed(_ problem: (String, _ place: String) -> Void) throws(StoreError) -> [Int64: Sum] {
        var kinds: [Int64: AlertKind] = [:]
        let rows = try Statement(
            database, "SELECT id, gateway, signature, source, destination, destination_port FROM alert_kind")
        while try rows.step() { kinds[rows.integer(0)] = rows.alertKind(at: 1) }
        var sums: [Int64: Sum] = [:]
        let blocks = try Statement(database, "SELECT id, first_row, last_row, entries FROM alert_list ORDER BY id")
        while try blocks.step() {
            var entries = AlertEntries(blocks.bytes(3))
            var first = Int64.max
            var last = Int64.min
            var isSound = true
            while let entry = entries.next() {
                first = min(first, entry.row)
                last = max(last, entry.row)
                guard let kind = kinds[entry.kind] else {
                    isSound = false
                    continue
                }
                add(entry.row, kind, to: &sums)
            }
            if entries.isBroken || !isSound || first != blocks.integer(1) || last != blocks.integer(2) {
                problem("row \(blocks.integer(0)) of alert_list has not its form", "")
            }
        }
        return sums
    }

    private func add(_ row: Int64, _ kind: AlertKind, to sums: inout [Int64: Sum]) {
        let minute = partition.minute(ofRow: row)
        var word = seed
        for part in [
            UInt64(bitPattern: row), UInt64(bitPattern: kind.gateway), UInt64(bitPattern: kind.signature ?? -1),
            kind.source?.high ?? 1, kind.source?.low ?? 2, kind.destination?.high ?? 3, kind.destination?.low ?? 4,
            UInt64(kind.port.map { Int($0) } ?? 1 << 16),
        ] {
            word = (word ^ part) &* 0xbf58_476d_1ce4_e5b9
            word = (word ^ word >> 29) &* 0x94d0_49bb_1331_11eb
        }
        let hour = (minute - (minute % 60 + 60) % 60) / 60
        sums[hour, default: Sum()].sum &+= word ^ word >> 31
        sums[hour, default: Sum()].count += 1
    }
}
