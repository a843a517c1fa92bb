// SPDX-License-Identifier: Apache-2.0

import Access
import Testing

struct AccessTests {
    private let groups = AccessGroups([
        .viewer: ["soc", "audit"], .analyst: ["soc-analysts"], .ruleEditor: ["rules"],
        .administrator: ["wheel", "rules"],
    ])

    @Test func eachRoleMayWhatTheOneBeforeMayAndMore() {
        for (lower, higher) in zip(Role.allCases, Role.allCases.dropFirst()) {
            #expect(lower < higher)
            for right in Right.allCases where lower.may(right) { #expect(higher.may(right)) }
            #expect(Right.allCases.contains { !lower.may($0) && higher.may($0) })
        }
        #expect(Right.allCases.filter(Role.viewer.may) == [.look])
        #expect(Right.allCases.filter(Role.analyst.may) == [.look, .triage, .anonymize])
        #expect(Right.allCases.filter(Role.ruleEditor.may) == [.look, .triage, .changeRules, .pushRules, .anonymize])
    }

    @Test func theHighestOfSeveralGroupsCounts() {
        #expect(groups.role(ofMember: ["users", "audit"]) == .viewer)
        #expect(groups.role(ofMember: ["soc", "soc-analysts"]) == .analyst)
        #expect(groups.role(ofMember: ["rules"]) == .administrator)
        #expect(groups.role(ofMember: ["users"]) == nil)
        #expect(groups.role(ofMember: []) == nil)
        #expect(AccessGroups([:]).role(ofMember: ["soc"]) == nil)
    }

    @Test func refusalsSayWhichRightIsMissingAndWhoHasIt() {
        #expect(groups.groups(with: .changeRules) == ["rules", "wheel"])
        #expect(
            groups.refusal(of: .changeRules, to: .analyst)
                == "it needs the role rule editor (groups rules, wheel): as an analyst you have no right to change rules"
        )
        #expect(
            AccessGroups([.viewer: ["soc"]]).refusal(of: .look, to: nil)
                == "it needs the role viewer (group soc): you have no right to look")
        #expect(
            AccessGroups([:]).refusal(of: .enrol, to: .viewer).hasPrefix(
                "it needs the role administrator (no group has it)"))
    }
}
