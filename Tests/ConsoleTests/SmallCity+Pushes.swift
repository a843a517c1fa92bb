// SPDX-License-Identifier: Apache-2.0

import EVE
import Pushes

@testable import Console

extension SmallCity {
    static let revision = name("8d1f02c9a4be")
    static let earlier = name("0123456789ab")

    private static func name(_ text: String) -> RulesRevision {
        guard let name = RulesRevision(text) else { preconditionFailure("\(text) is no revision") }
        return name
    }

    /// What a gateway is to run, and what it says of it.
    static func rules(
        _ gateway: String, _ state: PushReport.State, order: Int = 7, push: Int = 3, why: String = "",
        isConnected: Bool = true
    ) -> GatewayRules {
        let wanted = WantedRules(
            number: order, push: push, chosen: 3, revision: revision, ruleCount: 218, mayRunFewer: false, person: "kim",
            time: now.advanced(byMicroseconds: -3_600_000_000), comment: "scan rules")
        let isBack = state == .refused || state == .rolledBack
        let report = PushReport(
            state, number: order, revision: isBack ? earlier : revision, tried: isBack ? revision : nil, why: why,
            expected: 218, sensor: .init(version: "7.0.10", loaded: 26_534, failed: 0), agent: "0.9.2")
        return GatewayRules(
            gateway: gateway, wanted: wanted, report: state == .none ? nil : report, reported: now, seen: now,
            isConnected: isConnected)
    }

    /// One gateway runs what is wanted, one had it rolled back, one was not told yet.
    mutating func addPushes() {
        gatewayRules = [
            Self.rules("gw-harbour", .rolledBack, why: "the sensor loaded 3 of 218 rules"),
            Self.rules("gw-market", .verified),
            GatewayRules(gateway: "gw-new-library"),
        ]
        sensorMutes = [
            GatewayMute(
                number: 4, gid: 1, sid: 2_001_219, scope: nil, gateway: "gw-harbour",
                expiry: Self.now.advanced(byMicroseconds: 28_800_000_000), person: "kim", time: Self.now,
                reason: "pentest until five")
        ]
    }

    func preview(_ targets: PushTargets) -> PushPreview {
        func line(_ sid: Int) -> RulesDifference.Line {
            .init(
                id: "1:\(sid)", title: "CITY scan \(sid)",
                text: "alert tcp any any -> $HOME_NET any (msg:\"CITY scan \(sid)\"; flags:S; sid:\(sid); rev:2;)")
        }
        let groups = [
            PushPreview.Group(
                gateways: ["gw-harbour", "gw-market"],
                difference: RulesDifference(
                    from: Self.earlier, to: Self.revision, added: [line(9_000_001)],
                    changed: [.init(before: line(9_000_002), after: line(9_000_003))], removed: [line(9_000_004)],
                    addedThresholds: [.init(id: "", title: "", text: "suppress gen_id 1, sig_id 9000001")]), before: 218
            ),
            PushPreview.Group(
                gateways: ["gw-new-library"],
                difference: RulesDifference(from: nil, to: Self.revision, added: [line(9_000_001)]), before: 0),
        ].filter { group in group.gateways.contains { targets.contains($0) } }
        return PushPreview(
            targets: targets, basis: Self.revision, ruleCount: pushedRules, groups: groups,
            parts: groups.flatMap(\.gateways).map { PushWish.Part(gateway: $0, chosen: 3) },
            leftOut: ["1:9000009 CITY odd: it is no UTF-8"], provenOn: ["gw-market"])
    }
}
