// SPDX-License-Identifier: Apache-2.0

import EVE
internal import Messages
import Testing

@testable import Pushes

@Suite("What a gateway runs against what it is to run") struct GatewayRulesTests {
    private static let wantedRevision = RulesRevision(digest: [1, 2, 3, 4, 5, 6])
    private static let otherRevision = RulesRevision(digest: [7, 8, 9, 10, 11, 12])

    private func rules(
        _ report: PushReport?, number: Int = 5, isConnected: Bool = true, sent: Int? = nil
    ) -> GatewayRules {
        let wanted = WantedRules(
            number: number, push: 5, chosen: 5, revision: Self.wantedRevision, ruleCount: 10, mayRunFewer: false,
            person: "kim", time: Instant(seconds: 0), comment: "")
        return GatewayRules(
            gateway: "gw-a", wanted: wanted, report: report, isConnected: isConnected, sent: sent)
    }

    private func report(
        _ state: PushReport.State, _ number: Int = 5, _ revision: RulesRevision? = GatewayRulesTests.wantedRevision,
        loaded: Int? = 110
    ) -> PushReport {
        PushReport(
            state, number: number, revision: revision, why: "why", sensor: .init(version: "7", loaded: loaded),
            agent: "0.1.0")
    }

    @Test("an order that is followed ends in what the gateway tells of it")
    func followed() {
        let expected: [(PushReport.State, GatewayRulesState)] = [
            (.verified, .verified), (.unverified, .unverified), (.refused, .refused), (.rolledBack, .rolledBack),
            (.working, .working), (.notManaged, .notManaged), (.none, .contradicts),
        ]
        #expect(expected.count == PushReport.State.allCases.count)
        for (told, state) in expected {
            #expect(rules(report(told)).state == state, "\(told)")
            #expect(!rules(report(told)).needsOrder, "\(told)")
        }
    }

    @Test("what came before the order says nothing of it, but where the same runs already")
    func before() {
        for told in [PushReport.State.none, .refused, .rolledBack, .unverified, .verified] {
            let old = report(told, 4, Self.otherRevision)
            #expect(rules(old).state == .waits && rules(old).needsOrder, "\(told)")
            #expect(rules(old, sent: 5).state == .sent, "\(told)")
            #expect(rules(old, isConnected: false, sent: 5).state == .waits, "\(told)")
        }
        #expect(rules(report(.verified, 4)).state == .verified && !rules(report(.verified, 4)).needsOrder)
        // Who could not verify it is asked again once somebody pushes again.
        #expect(rules(report(.unverified, 4)).needsOrder)
        #expect(!rules(report(.working, 4)).needsOrder && rules(report(.working, 4)).state == .waits)
        #expect(rules(nil).state == .waits && !rules(nil).needsOrder)
        #expect(rules(report(.notManaged, 0)).state == .notManaged && !rules(report(.notManaged, 0)).needsOrder)
        #expect(GatewayRules(gateway: "gw-a", report: report(.verified)).state == .notWanted)
    }

    @Test("what cannot be is told as such")
    func contradictions() {
        let lies = [
            report(.verified, 5, Self.otherRevision), report(.verified, 5, nil), report(.unverified, 5, nil),
            report(.verified, 9, Self.otherRevision), report(.refused, 9), report(.verified, loaded: 9),
            report(.verified, loaded: 0),
        ]
        for lie in lies {
            #expect(rules(lie).state == .contradicts, "\(lie)")
            #expect(!rules(lie).needsOrder && !rules(lie).explanation.isEmpty, "\(lie)")
        }
        #expect(rules(report(.verified, loaded: nil)).state == .verified)
    }

    @Test("a number that has gone to other files is told, and the order needs one above it")
    func givenTwice() {
        var refused = report(.refused, 5, nil)
        refused.tried = Self.otherRevision
        #expect(rules(refused).state == .contradicts && rules(refused).takenNumber == 5)
        #expect(rules(refused).explanation.contains("\(Self.otherRevision)"))
        refused.tried = Self.wantedRevision
        #expect(rules(refused).state == .refused && rules(refused).takenNumber == nil)
        let other = report(.verified, 9, Self.otherRevision)
        #expect(rules(other).takenNumber == 9 && rules(report(.verified, 5, Self.otherRevision)).takenNumber == 5)
        #expect(rules(report(.refused, 9, nil)).takenNumber == 9)
        // The order went out on this line; the gateway works; somebody has changed its files; it lies; it needs none.
        #expect(rules(other, sent: 5).takenNumber == nil)
        #expect(rules(report(.working, 9, Self.otherRevision)).takenNumber == nil)
        #expect(rules(report(.unverified, 5, nil)).takenNumber == nil)
        #expect(rules(report(.verified, 1 << 53, Self.otherRevision)).takenNumber == nil)
        #expect(rules(report(.verified, 9)).takenNumber == nil && rules(report(.verified, 4)).takenNumber == nil)
        #expect(rules(nil).takenNumber == nil && rules(report(.none, 0, nil)).takenNumber == nil)
    }

    @Test("mutings that have ended and still hold are told where the gateway kept what ran before")
    func overdue() {
        var kept = rules(report(.rolledBack, 5, Self.otherRevision))
        kept.overdueMutes = [3]
        #expect(kept.explanation == "what ran before runs again: why; muting 3 has ended and still holds there")
        kept.report?.state = .refused
        kept.overdueMutes = [3, 4]
        #expect(kept.explanation == "nothing was changed: why; 2 mutings have ended and still hold there")
    }

    @Test("a line that nothing was heard of for long is not called open")
    func silence() {
        var known = rules(report(.none, 0), sent: 5)
        known.seen = Instant(seconds: 1000)
        #expect(known.asOf(Instant(seconds: 1240)) == known && known.state == .sent)
        let old = known.asOf(Instant(seconds: 1241))
        #expect(!old.isConnected && old.state == .waits && old.report == known.report)
    }

    @Test("every state is said in words, and what a gateway gives as its reason stands with it")
    func words() {
        #expect(Set(GatewayRulesState.allCases.map(\.words)).count == GatewayRulesState.allCases.count)
        for told in [PushReport.State.refused, .rolledBack, .unverified, .working] {
            #expect(rules(report(told)).explanation.hasSuffix(": why"), "\(told)")
        }
    }
}

@Suite("Mutings at gateways") struct GatewayMuteTests {
    private static func mute(_ number: Int, _ sid: UInt32, _ network: String? = nil) -> GatewayMute {
        GatewayMute(
            number: number, gid: 1, sid: sid,
            scope: network.flatMap { IPNetwork($0) }.map { .init(track: .source, network: $0) },
            expiry: Instant(seconds: 86_400), person: "kim", time: Instant(seconds: 0), reason: "x\u{1b}\ny")
    }

    @Test("the same mutings give the same files, each line once, behind what stands there")
    func lines() throws {
        let files = try SensorFiles(rules: "alert\n", thresholds: "suppress gen_id 1, sig_id 9")
        let mutes = [Self.mute(2, 7, "10.0.0.0/8"), Self.mute(1, 5), Self.mute(3, 5)]
        let added = try files.adding(mutes)
        #expect(try added == files.adding(mutes.reversed()))
        #expect(
            added.thresholds == """
                suppress gen_id 1, sig_id 9
                # muting 1, until 1970-01-02T00:00:00.000000Z
                suppress gen_id 1, sig_id 5
                # muting 2, until 1970-01-02T00:00:00.000000Z
                suppress gen_id 1, sig_id 7, track by_src, ip 10.0.0.0/8

                """)
        #expect(added.rules == files.rules && added.revision != files.revision)
        #expect(try files.adding([]) == files)
    }

    @Test("files that are full take none more")
    func full() throws {
        let files = try SensorFiles(rules: String(repeating: "a", count: SensorFiles.sizeLimit), thresholds: "")
        #expect(throws: MessageError.self) { try files.adding([Self.mute(1, 5)]) }
    }
}
