// SPDX-License-Identifier: Apache-2.0

import Access
import Console
import ConsoleProtocol
import Testing

struct RightsTests {
    @Test func aViewerLooksAndChangesNothing() {
        for frame in Examples.consoleFrames {
            let may = frame.right.map(Role.viewer.may) ?? true
            switch frame {
            case .hello, .ask, .cancel, .device(.recheck): #expect(may)
            case .changeRule, .triage, .editingRule, .push, .device: #expect(!may)
            }
        }
    }

    @Test func rulesNeedMoreThanTriage() {
        #expect(Role.analyst.may(ConsoleFrame.triage(.undo).right ?? .enrol))
        #expect(!Role.analyst.may(ConsoleFrame.changeRule(.disable(Examples.rule)).right ?? .look))
        let accept = ConsoleFrame.device(.accept(device: "d", evidence: 1, policyVersion: 1, comment: "c")).right
        let revoke = ConsoleFrame.device(.revoke(device: "d", reason: "r")).right
        #expect(accept == .vouch && revoke == .vouch)
        #expect(!Role.ruleEditor.may(.vouch) && Role.administrator.may(.vouch))
        #expect(ConsoleFrame.device(.quote(device: "d")).right == .triage)
        #expect(ConsoleFrame.device(.recheck(device: "d")).right == .look)
        #expect(!Role.analyst.may(ConsoleFrame.push(.undo).right ?? .look))
        #expect(Role.ruleEditor.may(ConsoleFrame.push(.undo).right ?? .enrol))
        #expect(!Role.analyst.may(ConsoleFrame.editingRule(nil).right ?? .look))
        #expect(Role.ruleEditor.may(ConsoleFrame.changeRule(.disable(Examples.rule)).right ?? .enrol))
        #expect(ConsoleFrame.hello(version: 1, program: "").right == nil)
    }
}
