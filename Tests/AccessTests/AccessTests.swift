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
        #expect(Right.allCases.filter(Role.analyst.may) == [.look, .triage])
        #expect(Right.allCases.filter(Role.ruleEditor.may) == [.look, .triage, .changeRules, .pushRules])
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
                == "as an analyst you have no right to change rules: it needs the role rule editor; "
                + "members of the groups rules, wheel have it")
        #expect(
            AccessGroups([.viewer: ["soc"]]).refusal(of: .look, to: nil)
                == "you have no right to look: it needs the role viewer; members of the group soc have it")
        #expect(AccessGroups([:]).refusal(of: .enrol, to: .viewer).hasSuffix("no group of the configuration has it"))
    }
}
