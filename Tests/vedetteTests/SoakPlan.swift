// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Foundation

/// How long random tests go on, and from which seed: a few turns in CI, many with `SOAK=1`, and other ones in each round of
/// `make soak`.
enum SoakPlan {
    private static let variables = ProcessInfo.processInfo.environment

    /// Added to a test's own seed; 0 but in a soak, so that CI does the same each time.
    static let seed = UInt64(variables["SOAK_SEED"] ?? "") ?? 0

    /// When a soak's time is over.
    private static let end = Double(variables["SOAK_END"] ?? "").map { Date(timeIntervalSince1970: $0) }

    /// Whether stores are large enough to have dictionaries, levels and several pages of everything: in some rounds of a soak.
    static let isLarge = Place.isSoak && seed % 3 == 0

    /// A test's random numbers.
    static func generator(_ own: UInt64) -> SeededGenerator { SeededGenerator(seed: number(own)) }

    /// The seed of the test that has this number, in this round.
    static func number(_ own: UInt64) -> UInt64 { seed &* 1000 &+ own }

    /// Calls `turn` so many times, or until the soak's time is over, but at least once.
    static func turns(few: Int, many: Int, _ turn: (Int) throws -> Void) rethrows {
        for number in 1...(Place.isSoak ? many : few) {
            try turn(number)
            if let end, Date.now > end { return }
        }
    }
}
