// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension EventID: CustomStringConvertible {
    /// The id as the command line shows it: the UTC day, a dash and the row in base 36, as `20261124-3f9`.
    ///
    /// Years outside 0...9999, which an event with a broken clock may have, get a sign or more digits.
    package var description: String {
        let civil = CivilTime(daysSinceEpoch: Int(day))
        let year = String(civil.year.magnitude)
        let padded = String(repeating: "0", count: max(0, 4 - year.count)) + year
        let date = String(civil.month * 100 + civil.day)
        return (civil.year < 0 ? "-" : "") + padded + (date.count < 4 ? "0" : "") + date
            + "-" + String(UInt64(bitPattern: row), radix: 36)
    }

    /// The id that `text` is, `nil` if it is none; letters may be of either case.
    ///
    /// That it can be read does not mean that there is such an event.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 32, let dash = text.lastIndex(of: "-") else { return nil }
        var date = text[..<dash].utf8[...]
        let isNegative = date.first == UInt8(ascii: "-")
        if isNegative { date.removeFirst() }
        let row = text[text.index(after: dash)...]
        guard 8...12 ~= date.count, date.allSatisfy({ 0x30...0x39 ~= $0 }),
            let number = Int(String(text[date.startIndex..<date.endIndex])), row.utf8.first != UInt8(ascii: "+"),
            let bits = UInt64(row, radix: 36)
        else { return nil }
        let month = number / 100 % 100
        let year = isNegative ? -(number / 10_000) : number / 10_000
        guard 1...12 ~= month, 1...CivilTime.days(inMonth: month, of: year) ~= number % 100,
            let day = Int32(exactly: CivilTime(year: year, month: month, day: number % 100).daysSinceEpoch)
        else { return nil }
        self.init(day: day, row: Int64(bitPattern: bits))
    }
}
