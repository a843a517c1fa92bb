// SPDX-License-Identifier: Apache-2.0

import Attestation
import Devices
import EVE
import Query
import Store

/// States of the gateways of `History`, some of which change within days that have events.
struct MadeUpTrust: TrustSource {
    var known: TrustHistory

    func history() throws(StoreError) -> TrustHistory { known }

    /// One of which a state changes within several days, one of which it does between days, one that never enrolled.
    static let history = TrustHistory([
        "gw-a": [
            change("2000-01-01T12:30:00.000000+0000", .unattested), change("2024-02-29T00:00:00.000000+0000", .trusted),
            change("2026-11-22T12:30:00.500000+0000", .untrusted(.pcrPolicy)),
            change("2026-11-22T12:59:00.000000+0000", .trusted),
            change("2026-11-23T07:15:30.000001+0000", .silent), change("2031-05-06T12:00:00.000000+0000", .revoked),
        ],
        "gw-B": [
            change("1969-12-31T12:00:00.000000+0000", .unknown),
            change("2026-11-23T00:00:00.000000+0000", .flagged(.rebooted)),
            change("2026-11-24T00:00:00.000000+0000", .untrusted(.badSignature)),
        ],
        "gw-harbour": [change("1900-01-01T00:00:00.000000+0000", .untrusted(.replay))],
        "gw-market": [change("1900-01-01T00:00:00.000000+0000", .trusted)],
        "gw-nobody-has-events": [change("2026-11-23T12:00:00.000000+0000", .silent)],
    ])

    /// No state changes within any day.
    static let steady = TrustHistory([
        "gw-a": [change("1900-01-01T00:00:00.000000+0000", .trusted)],
        "gw-B": [change("1900-01-01T00:00:00.000000+0000", .silent)],
    ])

    private static func change(_ time: String, _ state: DeviceState) -> TrustHistory.Change {
        TrustHistory.Change(time: Instant(time), state: state)
    }
}

/// An event with the state that its gateway had.
struct BelievedEvent: FieldReading {
    let event: OracleEvent
    let trust: TrustHistory

    var time: Instant { event.time }

    func values(of field: Field) -> [FieldValue] {
        guard field == .trust else { return event.values(of: field) }
        guard let state = trust.state(of: event.gateway, at: event.time) else { return [.text("unattested")] }
        let isFailed = ["untrusted", "revoked", "silent"].contains(state.word)
        return [.text(state.word)] + (isFailed ? [.text("failed")] : [])
    }

    func rawHolds(_ search: some LineSearch) -> Bool { event.rawHolds(search) }
}
