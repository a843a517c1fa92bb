// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Which gateways a push is for.
package enum PushTargets: Sendable, Hashable, Codable {
    /// One, to see whether the rules are good.
    case canary(String)
    /// Those whose names a `ShellPattern` fits: `*` stands for any characters, `?` for one, `[a-c]` for one of these.
    case matching(String)
    /// All that are enrolled.
    case all

    /// Whether a gateway is one of them.
    package func contains(_ gateway: String) -> Bool {
        switch self {
        case .canary(let name): name == gateway
        case .matching(let pattern): ShellPattern(pattern).fits(gateway)
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
}
