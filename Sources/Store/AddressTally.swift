// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Counts by address, over several files: as a `Grouping` without series, but made for hundreds of thousands of groups.
///
/// IPv4 addresses lie in a table of open addressing, sixteen bytes each, since looking them up is most of the work. Where countries are
/// counted as well, each address is looked up once.
struct AddressTally {
    private struct Entry {
        var address: UInt32 = 0
        var count: Int32 = 0
        var before: Int32 = 0
        /// `Country.index`.
        var country: UInt16 = 0

        /// Whether the place is taken: whoever takes one counts something there. (0.0.0.0 is an address like others.)
        var isUsed: Bool { count | before != 0 }
    }

    /// Large from the start: growing costs more than clearing 1.5 MB.
    private var table = [Entry](repeating: Entry(), count: 1 << 17)
    private var used = 0
    private var long: [IPAddress: (count: Int, before: Int, country: Country)] = [:]
    private var counted = 0
    private var total = 0
    /// `nil` where no countries are counted.
    private var countries: CountryTally?

    /// One that also counts by country where there are any, in so many parts of the period.
    init(countries source: CountrySource? = nil, cells: Int = 0) {
        countries = source.map { CountryTally($0, cells: cells) }
    }

    /// Counts events of a part of the period, or of the period before where `cell` is `nil`; those without an address are the rest of
    /// `total`.
    mutating func add(_ count: Int, _ address: IPAddress, cell: Int?) {
        guard count > 0 else { return }
        let isBefore = cell == nil
        if !isBefore { counted += count }
        guard address.isV4 else {
            var known = long[address] ?? (0, 0, countries?.country(of: address) ?? .unknown)
            if isBefore { known.before += count } else { known.count += count }
            long[address] = known
            countries?.add(count, known.country, cell: cell)
            return
        }
        let place = place(of: UInt32(truncatingIfNeeded: address.low))
        countries?.add(count, number: Int(table[place].country), cell: cell)
        // Counts of one address beyond two thousand million would need a larger store than this is made for.
        if isBefore {
            table[place].before = Int32(clamping: Int(table[place].before) + count)
        } else {
            table[place].count = Int32(clamping: Int(table[place].count) + count)
        }
    }

    /// Says how many events of the period there are, with and without an address.
    mutating func addToTotal(_ count: Int) {
        total += count
    }

    private mutating func place(of address: UInt32) -> Int {
        if used * 2 >= table.count { grow() }
        var place = Self.first(address, in: table.count)
        while table[place].isUsed {
            if table[place].address == address { return place }
            place = (place + 1) & (table.count - 1)
        }
        table[place].address = address
        if let countries { table[place].country = UInt16(countries.country(of: IPAddress(v4: address)).index) }
        used += 1
        return place
    }

    private mutating func grow() {
        var larger = [Entry](repeating: Entry(), count: table.count * 2)
        for entry in table where entry.isUsed {
            var place = Self.first(entry.address, in: larger.count)
            while larger[place].isUsed { place = (place + 1) & (larger.count - 1) }
            larger[place] = entry
        }
        table = larger
    }

    /// Where an address is looked for first. Who chooses addresses so that they fall together makes one panel slow, not wrong.
    private static func first(_ address: UInt32, in size: Int) -> Int {
        let spread = UInt64(address) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: spread >> 32) & (size - 1)
    }

    /// The largest groups, those of equal counts by address.
    func ranking(rows: Int, hasBefore: Bool) -> Ranking<RankedValue> {
        var groups = 0
        var top = Top(rows)
        for entry in table where entry.count > 0 {
            groups += 1
            top.offer(IPAddress(v4: entry.address), count: Int(entry.count), before: Int(entry.before))
        }
        for (address, counts) in long where counts.count > 0 {
            groups += 1
            top.offer(address, count: counts.count, before: counts.before)
        }
        let shown = top.entries.reduce(0) { $0 + $1.count }
        return Ranking(
            rows: top.entries.map {
                RankedValue(value: .address($0.address), count: $0.count, before: hasBefore ? $0.before : nil)
            }, other: counted - shown, otherGroups: groups - top.entries.count, missing: total - counted, total: total)
    }

    /// Every country that occurs; `nil` where none are counted. Sums are those of the addresses.
    func countryRanking(hasBefore: Bool) -> Ranking<RankedValue>? {
        countries?.ranking(hasBefore: hasBefore, total: total)
    }

    /// The first few in order of what is offered.
    private struct Top {
        private let limit: Int
        private(set) var entries: [(address: IPAddress, count: Int, before: Int)] = []

        init(_ limit: Int) { self.limit = max(0, limit) }

        mutating func offer(_ address: IPAddress, count: Int, before: Int) {
            func comesFirst(_ other: (address: IPAddress, count: Int, before: Int)) -> Bool {
                count == other.count ? address < other.address : count > other.count
            }
            if entries.count == limit {
                guard let last = entries.last, comesFirst(last) else { return }
                entries.removeLast()
            }
            let place = entries.firstIndex(where: comesFirst) ?? entries.count
            entries.insert((address, count, before), at: place)
        }
    }
}
