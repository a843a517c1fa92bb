// SPDX-License-Identifier: Apache-2.0

import Attestation
import Devices
import EVE
import Testing

struct TrustSpanTests {
    private let history = TrustHistory([
        "gw": [
            .init(time: Instant(microseconds: 10), state: .trusted),
            .init(time: Instant(microseconds: 20), state: .untrusted(.nonce)),
            .init(time: Instant(microseconds: 30), state: .trusted),
        ]
    ])

    private func worst(_ start: Int64, _ end: Int64) -> DeviceState? {
        history.worst(of: "gw", from: Instant(microseconds: start), through: Instant(microseconds: end))
    }

    @Test func theWorstOfASpanIsThatOfItsBeginningAndOfChangesInIt() {
        #expect(worst(0, 9) == nil)
        #expect(worst(0, 10) == .trusted)
        #expect(worst(11, 19) == .trusted)
        #expect(worst(11, 20) == .untrusted(.nonce))
        #expect(worst(25, 40) == .untrusted(.nonce))
        #expect(worst(30, 40) == .trusted)
        #expect(history.worst(of: "other", from: Instant(microseconds: 0), through: Instant(microseconds: 99)) == nil)
    }

    @Test func aStateBeginsWithTheChangeThatMadeIt() {
        #expect(history.start(of: "gw", at: Instant(microseconds: 9)) == nil)
        #expect(history.start(of: "gw", at: Instant(microseconds: 20)) == Instant(microseconds: 20))
        #expect(history.start(of: "gw", at: Instant(microseconds: 29)) == Instant(microseconds: 20))
        #expect(history.changes(of: "gw").count == 3 && history.changes(of: "other").isEmpty)
    }
}
