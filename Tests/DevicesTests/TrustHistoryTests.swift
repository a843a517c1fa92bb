// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Devices
internal import EVE
internal import Testing

@Suite("Trust over time")
struct TrustHistoryTests {
    private let history = TrustHistory([
        "gw-a": [
            .init(time: Instant(seconds: 300), state: .untrusted(.pcrPolicy)),
            .init(time: Instant(seconds: 100), state: .unattested), .init(time: Instant(seconds: 200), state: .trusted),
            .init(time: Instant(seconds: 400), state: .silent), .init(time: Instant(seconds: 500), state: .trusted),
        ]
    ])

    private static let moments: [(Int64, DeviceState?)] = [
        (99, nil), (100, .unattested), (199, .unattested), (200, .trusted), (300, .untrusted(.pcrPolicy)),
        (450, .silent), (9999, .trusted),
    ]

    @Test(arguments: moments)
    func theStateIsTheOneOfThatTime(seconds: Int64, state: DeviceState?) {
        #expect(history.state(of: "gw-a", at: Instant(seconds: seconds)) == state)
        #expect(history.state(of: "gw-b", at: Instant(seconds: seconds)) == nil)
    }

    @Test(arguments: [(99, nil), (100, 100), (299, 200), (300, 300), (9999, 500)] as [(Int64, Int64?)])
    func aStateStartsWithItsChange(seconds: Int64, start: Int64?) {
        #expect(history.start(of: "gw-a", at: Instant(seconds: seconds)) == start.map { Instant(seconds: $0) })
        #expect(history.start(of: "gw-b", at: Instant(seconds: seconds)) == nil)
    }

    @Test func neighbouringSpansAreOne() {
        let marked = history.spans(of: "gw-a") { $0.marksEvents }
        #expect(marked.count == 1)
        #expect(marked.first?.from == Instant(seconds: 300))
        #expect(marked.first?.until == Instant(seconds: 500))
        let trusted = history.spans(of: "gw-a") { $0 == .trusted }
        #expect(trusted.last?.until == nil)
    }

    @Test func theWorstStatesComeFirst() {
        let states: [DeviceState] = [
            .trusted, .silent, .untrusted(.nonce), .unknown, .flagged(.rebooted), .revoked, .unattested,
        ]
        #expect(states.sorted { $0.rank < $1.rank }.map(\.word) == DeviceState.words)
    }
}
