// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Query

/// Counts by country, over several files: in the period, in the period before, and in parts of the period.
///
/// There are few hundred countries, so that every one has a place, whether it occurs or not.
struct CountryTally {
    private let source: CountrySource
    /// How many parts a series has; 0 for none.
    private let cells: Int
    private var counts = [Int](repeating: 0, count: Country.count)
    private var before = [Int](repeating: 0, count: Country.count)
    private var series: [Int]

    init(_ source: CountrySource, cells: Int) {
        self.source = source
        self.cells = max(0, cells)
        series = Array(repeating: 0, count: max(0, cells) * Country.count)
    }

    func country(of address: IPAddress) -> Country {
        source.country(of: address)
    }

    /// Counts events of one country in a part of the period, or in the period before where `cell` is `nil`.
    mutating func add(_ count: Int, _ country: Country, cell: Int?) {
        add(count, number: country.index, cell: cell)
    }

    /// The same by `Country.index`.
    mutating func add(_ count: Int, number: Int, cell: Int?) {
        guard let cell else {
            before[number] += count
            return
        }
        counts[number] += count
        if cells > 0 { series[number * cells + min(max(0, cell), cells - 1)] += count }
    }

    /// Every country that occurs, the largest first, those of equal counts by name; events without an address are missing from `total`.
    func ranking(hasBefore: Bool, total: Int) -> Ranking<RankedValue> {
        func text(_ number: Int) -> String { Country(number: number)?.text ?? "" }
        let order = counts.indices.filter { counts[$0] > 0 }
            .sorted { counts[$0] == counts[$1] ? text($0) < text($1) : counts[$0] > counts[$1] }
        return Ranking(
            rows: order.map { number in
                RankedValue(
                    value: .text(text(number)), count: counts[number], before: hasBefore ? before[number] : nil,
                    series: Array(series[number * cells..<(number + 1) * cells]))
            }, missing: total - counts.reduce(0, +), total: total)
    }
}
