// SPDX-License-Identifier: Apache-2.0

import Access
import Anonymizer
import Console
import ConsoleProtocol
import Testing

struct RightsTests {
    @Test func aViewerLooksAndChangesNothing() {
        for frame in Examples.consoleFrames {
            let may = frame.right.map(Role.viewer.may) ?? true
            switch frame {
            case .ask(_, .jobPreview(let wish)): #expect(may == !wish.isOriginal)
            case .hello, .ask, .cancel, .device(.recheck): #expect(may)
            case .changeRule, .triage, .editingRule, .push, .device, .job: #expect(!may)
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
        #expect(Role.analyst.may(ConsoleFrame.job(.cancel(1)).right ?? .vouch))
        let original = ConsoleFrame.ask(Examples.id, .jobPreview(JobPreviewWish(job: 1, side: 64, isOriginal: true)))
        #expect(original.right == .seeOriginals)
        #expect(!Role.ruleEditor.may(.seeOriginals) && Role.administrator.may(.seeOriginals))
        #expect(ConsoleFrame.hello(version: 1, program: "").right == nil)
    }
}
