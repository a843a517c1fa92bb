// SPDX-License-Identifier: Apache-2.0

import Console
import EVE
import Pushes

extension Examples {
    static let revision = made(RulesRevision("0123456789ab"))
    static let targets: [PushTargets] = [.all, .canary("gw-1"), .matching("gw-*")]

    static let pushDeeds: [PushDeed] =
        targets.map {
            .push(
                $0, basis: revision,
                parts: [PushWish.Part(gateway: "gw-1", chosen: 3), PushWish.Part(gateway: "gw-2", chosen: nil)],
                mayRunFewer: true, comment: "why")
        } + [
            .mute(
                gid: 1, sid: .max, GatewayMute.Scope(track: .either, network: network), gateway: "gw-1", until: instant,
                reason: "r"),
            .mute(gid: 3, sid: 1, nil, gateway: nil, until: instant, reason: ""), .unmute(7), .undo,
        ]

    static let gatewayRules: [GatewayRules] =
        [GatewayRules(gateway: "gw-2")]
        + PushReport.State.allCases.map { state in
            let report = PushReport(
                state, number: 7, revision: revision, tried: revision, why: "w", complaints: ["c"], expected: 3,
                sensor: .init(version: "7.0.10", loaded: 2, failed: 1), agent: "0.1.0")
            return GatewayRules(
                gateway: "gw-1", wanted: wanted, report: report, reported: instant, seen: instant, isConnected: true,
                sent: 7)
        }

    private static let wanted = WantedRules(
        number: 7, push: 3, chosen: 2, revision: revision, ruleCount: 3, mayRunFewer: false, person: "ana",
        time: instant, comment: "c")

    static let mute = GatewayMute(
        number: 4, gid: 1, sid: 2, scope: GatewayMute.Scope(track: .source, network: network), gateway: "gw-1",
        expiry: instant, person: "ana", time: instant, reason: "r", end: .init(time: instant, person: "vedette"))

    static let pushRecord = PushRecord(
        number: 3, kind: .mute, person: "ana", time: instant, comment: "c", mayRunFewer: false, mute: 4, undoes: 2,
        undoneBy: 5, shares: [.init(gateway: "gw-1", order: 7, revision: revision, before: nil)])

    static let preview = PushPreview(
        targets: .matching("gw-*"), basis: revision, ruleCount: 3,
        groups: [
            PushPreview.Group(
                gateways: ["gw-1"],
                difference: RulesDifference(
                    from: nil, to: revision, added: [line], changed: [.init(before: line, after: line)],
                    removed: [line], addedThresholds: [line], removedThresholds: [line]), before: 2, unlisted: 1)
        ], parts: [PushWish.Part(gateway: "gw-1", chosen: 1)], troubles: ["t"], leftOut: ["l\u{1B}"], provenOn: ["gw-2"]
    )

    private static let line = RulesDifference.Line(id: "1:2", title: "t", text: "alert \u{202E}")
}
