// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension EventID {
    enum CodingKeys: CodingKey {
        case day, row
    }

    /// Days have neighbours, and all are instants: no event is further from 1970 than 270,000 years.
    private static let days = Int32(-100_000_000)...100_000_000

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        day = try container.decode(Int32.self, forKey: .day)
        row = try container.decode(Int64.self, forKey: .row)
        try decoder.require(Self.days ~= day, "no event has the day \(day)")
    }
}
