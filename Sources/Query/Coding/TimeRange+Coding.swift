// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension TimeRange {
    enum CodingKeys: CodingKey {
        case start, end
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        start = try container.decode(Instant.self, forKey: .start)
        end = try container.decode(Instant.self, forKey: .end)
        try decoder.require(start <= end, "a range ends before it begins")
    }
}

extension BucketGrid {
    enum CodingKeys: CodingKey {
        case start, width, count
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        start = try container.decode(Instant.self, forKey: .start)
        width = try container.decode(Int64.self, forKey: .width)
        count = try container.decode(Int.self, forKey: .count)
        try decoder.require(width > 0, "a bucket has no width")
        try decoder.require(count >= 0, "a grid has less than no buckets")
    }
}
