// SPDX-License-Identifier: Apache-2.0

internal import Devices
package import EVE
internal import GRDB

/// That a device lost what pseudonyms rest on.
package struct TrustLoss: Sendable, Hashable {
    /// How far was looked: numbers of states and of enrolments.
    package struct Mark: Sendable, Hashable {
        var moment: Int64 = 0
        var enrolment: Int64 = 0

        package init() {}
    }

    package var device: String
    /// When it was found to be untrusted, or was revoked, last; `nil` where it was not.
    package var time: Instant?
    /// By which keys it was enrolled last; 0 where it was not.
    package var enrolment: Int
}

extension DeviceTables {
    /// Which devices were untrusted or revoked since a time, or were enrolled, by what was written after a mark; and how far that goes.
    func losses(
        after mark: TrustLoss.Mark, since time: Instant
    ) throws(StoreError) -> ([TrustLoss], TrustLoss.Mark) {
        var (all, end): ([String: TrustLoss], TrustLoss.Mark) = ([:], mark)
        let moments = try Statement(
            database,
            """
            SELECT number, device, time, time >= ?2 AND state IN ('untrusted', 'revoked') FROM moment WHERE number > ?1
            """)
        moments.bind([.integer(mark.moment), .integer(time.microseconds)])
        while try moments.step() {
            end.moment = max(end.moment, moments.integer(0))
            guard moments.integer(3) == 1 else { continue }
            let (name, moment) = (moments.text(1), Instant(microseconds: moments.integer(2)))
            let loss = all[name] ?? TrustLoss(device: name, time: nil, enrolment: 0)
            all[name] = TrustLoss(device: name, time: max(loss.time ?? moment, moment), enrolment: 0)
        }
        let enrolments = try Statement(
            database, "SELECT device, max(number) FROM enrolment WHERE number > ? GROUP BY device")
        enrolments.bind(1, mark.enrolment)
        while try enrolments.step() {
            let (name, number) = (enrolments.text(0), enrolments.integer(1))
            end.enrolment = max(end.enrolment, number)
            all[name, default: TrustLoss(device: name, time: nil, enrolment: 0)].enrolment = Int(number)
        }
        return (Array(all.values), end)
    }
}
