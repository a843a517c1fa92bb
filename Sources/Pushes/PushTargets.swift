// SPDX-License-Identifier: Apache-2.0

/// Which gateways a push is for.
package enum PushTargets: Sendable, Hashable, Codable {
    /// One, to see whether the rules are good.
    case canary(String)
    /// Those whose names a pattern fits: `*` stands for any characters, `?` for one.
    case matching(String)
    /// All that are enrolled.
    case all

    /// Whether a gateway is one of them.
    package func contains(_ gateway: String) -> Bool {
        switch self {
        case .canary(let name): name == gateway
        case .matching(let pattern): Self.fits(Array(gateway.utf8)[...], Array(pattern.utf8)[...])
        case .all: true
        }
    }

    /// What was asked for, in words.
    package var told: String {
        switch self {
        case .canary(let name), .matching(let name): name
        case .all: "*"
        }
    }

    /// Whether `name` fits, in time that grows with the product of both lengths.
    private static func fits(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (at, place) = (name.startIndex, pattern.startIndex)
        // Where the last star stands, and what it stands for so far.
        var star: (pattern: Int, name: Int)?
        while at < name.endIndex {
            if place < pattern.endIndex, pattern[place] == UInt8(ascii: "*") {
                star = (place, at)
                place += 1
            } else if place < pattern.endIndex, pattern[place] == UInt8(ascii: "?") || pattern[place] == name[at] {
                place += 1
                at += 1
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                place = last.pattern + 1
                at = last.name + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
