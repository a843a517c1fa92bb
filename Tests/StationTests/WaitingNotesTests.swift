// SPDX-License-Identifier: Apache-2.0

import EVE
import Pushes
import Testing

@testable import Station

@Suite("What gateways told and could not be noted yet") struct WaitingNotesTests {
    private func note(_ second: Int64, _ gateway: String = "gw-a", ahead: Int64? = nil) -> LineNote {
        LineNote(
            gateway: gateway, report: nil, time: Instant(seconds: second), isOpen: true, sent: nil,
            clock: ahead.map { ClockSkew(ahead: $0, within: 1) })
    }

    @Test("the newest of each gateway waits, and what was told of a clock is lost by no later note")
    func clock() {
        var waiting = WaitingNotes()
        waiting.add([note(1), note(1, "gw-b", ahead: 7)])
        waiting.add([note(2, ahead: 5)])
        waiting.add([note(3)])
        waiting.add([note(4)])
        #expect(waiting.notes.filter { $0.gateway == "gw-a" } == [note(2, ahead: 5), note(4)])
        #expect(waiting.notes.filter { $0.gateway == "gw-b" } == [note(1, "gw-b", ahead: 7)])
        waiting.add([note(5, ahead: 6)])
        #expect(waiting.notes.filter { $0.gateway == "gw-a" } == [note(5, ahead: 6)])
    }
}
