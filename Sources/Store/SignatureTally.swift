// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Counts of alerts by signature, over several files.
///
/// Signatures are told apart by generator and number; of several revisions, the text and category of the newest alert are
/// shown, and the highest severity.
struct SignatureTally {
    private struct Key: Hashable {
        var generator: UInt32
        var number: UInt32
    }

    private struct Entry {
        var key: Key
        var text = ""
        var category = ""
        /// The newest alert's number in the present file, until the file ends and its texts are taken; 0 for none.
        var newest: Int64 = 0
        var severity: UInt8?
        var count = 0
        var before = 0
        /// Alerts of severity 1.
        var high = 0
        var first = Instant(microseconds: .max)
        var last = Instant(microseconds: .min)
        var gateways: Set<String> = []
        /// The present file's first 64 gateway numbers, until the file ends: most stations have no more, and bits need no hashing.
        var lowGateways: UInt64 = 0
        var series: [Int]

        /// Severity 1 first, then by count.
        func precedes(_ other: Entry) -> Bool {
            let isHigh = severity == 1
            if isHigh != (other.severity == 1) { return isHigh }
            if count != other.count { return count > other.count }
            return (key.generator, key.number) < (other.key.generator, other.key.number)
        }
    }

    private let cells: Int
    private var indices: [Key: Int] = [:]
    private var entries: [Entry] = []
    private var missing = 0
    private var total = 0
    /// For the present file: the entry of each signature number plus one, and which gateway numbers reported it.
    private var local: [Int32] = []
    private var reporters: Set<UInt64> = []
    /// The present file's severities by signature number.
    private var severities: [UInt8?] = []

    init(cells: Int) {
        self.cells = cells
    }

    mutating func beginFile(_ names: LocalNames) {
        local.removeAll(keepingCapacity: true)
        reporters.removeAll(keepingCapacity: true)
        severities = names.signatures.map(\.severity)
    }

    /// Turns the file's numbers into names.
    mutating func endFile(_ names: LocalNames) {
        for index in entries.indices where entries[index].newest != 0 {
            let signature = names.signature(entries[index].newest)
            entries[index].text = signature?.text ?? ""
            entries[index].category = signature?.category ?? ""
            entries[index].newest = 0
        }
        for index in entries.indices where entries[index].lowGateways != 0 {
            for number in Int64(0)..<64 where entries[index].lowGateways >> UInt64(number) & 1 == 1 {
                if let name = names.text(number) { entries[index].gateways.insert(name) }
            }
            entries[index].lowGateways = 0
        }
        for pair in reporters {
            guard let name = names.text(Int64(pair & 0xffff_ffff)) else { continue }
            entries[Int(pair >> 32)].gateways.insert(name)
        }
    }

    /// Counts alerts of the period before.
    mutating func addBefore(_ count: Int, _ number: Int64?, names: LocalNames) {
        guard let index = index(of: number, names) else { return }
        entries[index].before += count
    }

    /// Counts alerts of one signature and gateway that lie between two times, in one cell.
    mutating func add(
        _ count: Int, _ number: Int64?, names: LocalNames, gateway: Int64, first: Instant, last: Instant, cell: Int
    ) {
        total += count
        guard let number, let index = index(of: number, names) else {
            missing += count
            return
        }
        if (0..<64).contains(gateway) {
            entries[index].lowGateways |= 1 << UInt64(gateway)
        } else {
            reporters.insert(UInt64(index) << 32 | UInt64(gateway & 0xffff_ffff))
        }
        entries[index].count += count
        if let severity = severities[Int(number)] {
            if severity == 1 { entries[index].high += count }
            entries[index].severity = min(entries[index].severity ?? .max, severity)
        }
        entries[index].first = min(entries[index].first, first)
        if last >= entries[index].last {
            entries[index].last = last
            entries[index].newest = number
        }
        if cells > 0 { entries[index].series[min(cell, cells - 1)] += count }
    }

    private mutating func index(of number: Int64?, _ names: LocalNames) -> Int? {
        guard let number, number > 0, number < Int64(names.signatures.count) else { return nil }
        let place = Int(number)
        if place < local.count, local[place] > 0 { return Int(local[place]) - 1 }
        let signature = names.signatures[place]
        let key = Key(generator: signature.generator, number: signature.number)
        let index: Int
        if let known = indices[key] {
            index = known
        } else {
            index = entries.count
            indices[key] = index
            entries.append(Entry(key: key, series: Array(repeating: 0, count: cells)))
        }
        while local.count <= place { local.append(0) }
        local[place] = Int32(clamping: index + 1)
        return index
    }

    /// The ranking, and how many alerts of severity 1 are among its `other`.
    func ranking(rows: Int, hasBefore: Bool) -> (ranking: Ranking<RankedSignature>, otherHigh: Int) {
        let order = entries.filter { $0.count > 0 }.sorted { $0.precedes($1) }
        let shown = order.prefix(max(0, rows))
        let rest = order.dropFirst(shown.count)
        let ranking = Ranking(
            rows: shown.map { entry in
                RankedSignature(
                    generatorID: entry.key.generator, signatureID: entry.key.number, text: entry.text,
                    category: entry.category, severity: entry.severity, count: entry.count,
                    before: hasBefore ? entry.before : nil, gateways: entry.gateways.count, first: entry.first,
                    last: entry.last, series: entry.series)
            },
            other: rest.reduce(0) { $0 + $1.count }, otherGroups: rest.count, missing: missing, total: total)
        return (ranking, rest.reduce(0) { $0 + $1.high })
    }
}
