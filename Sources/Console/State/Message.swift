// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import Assets
package import Canvas
package import EVE
package import Packets
package import Query
package import Rules
package import UserCommands

/// Everything that reaches the console from outside. Nothing else changes its state.
package enum Message: Sendable {
    case input(TerminalInput)
    /// The station's time; sent several times a second, and before input that waited.
    case tick(Instant)
    /// Something was stored. Sent coalesced, at most ten times a second; `token` differs each time.
    case storeChanged(token: Int64)
    case answered(RequestID, Answer)
    /// What is known of an answer that takes long; the question goes on. Any number of these may come, or none. Where raw lines
    /// are gone through, `reached` is the time down to which they were.
    case soFar(RequestID, Answer, reached: Instant? = nil)
    case failed(RequestID, QueryFailure)
    case ingest(IngestStatus)
    /// The outcome of an effect, or anything else to tell.
    case notice(Notice)
    /// What became of `Effect.changeRule`.
    case rule(RuleOutcome)
    /// What became of `Effect.triage`.
    case triage(TriageOutcome)
    /// What became of `Effect.push`.
    case push(PushOutcome)
    /// What became of `Effect.device`.
    case device(DeviceOutcome)
    /// What became of `Effect.job`.
    case job(JobOutcome)
    /// What became of `Effect.runCommand`.
    case commandEnded(CommandOutput)
    /// A text came back from `Effect.editText`.
    case edited(String)
    /// Who else has the rule open that is being edited here.
    case ruleEditors([EditingMark])
    /// The rule store has changed.
    case rulesChanged
    /// Other things are known to stand behind addresses.
    case assets(AssetBook)
    /// The station in another process has come, is lost, or is back.
    case station(StationLink)
    /// The look that the terminal and the theme now in use call for.
    case look(Look)
    /// The screen was drawn, which took so many microseconds: long where the terminal reads slowly. Only what is felt need be told.
    case drawn(took: Int64)
}

/// What the console wishes from outside. Results come back as messages.
package enum Effect: Sendable, Hashable {
    /// Answer with `Message.answered` or `.failed` and the same id.
    case ask(RequestID, Question)
    /// Nobody waits for this answer any more.
    case cancel(RequestID)
    /// Put text into the terminal's clipboard (OSC 52). `label` says what it is, for the notice that it was done.
    case copy(text: String, label: String)
    /// Write the screen as text to a file.
    case saveScreen(path: String)
    /// Read the theme and use it; on success send `.look` and a notice.
    case changeTheme(name: String)
    /// Change the rule store; answer with `Message.rule`.
    case changeRule(RuleDeed)
    /// Do something about alerts; answer with `Message.triage`.
    case triage(TriageWish)
    /// Do something to the rules of gateways' sensors; answer with `Message.push`.
    case push(PushDeed)
    /// Do something about a device; answer with `Message.device`.
    case device(DeviceDeed)
    /// Do something with jobs of the anonymizer; answer with `Message.job`.
    case job(JobDeed)
    /// Say from now on that this rule is being edited here, or, with `nil`, no longer; answer with `Message.ruleEditors`, now and
    /// whenever that changes.
    case editingRule(String?)
    /// Open a text in the user's own editor, which has the terminal meanwhile; answer with `Message.edited`, or a notice.
    case editText(String, name: String)
    /// Write the packet as a new capture file; a notice tells what became of it.
    case saveCapture(StoredPacket, path: String)
    /// Run a program, ending the one before; answer with `Message.commandEnded`.
    case runCommand(FilledCommand)
    /// Paint every cell anew.
    case redraw
    /// Stop as Ctrl-Z does.
    case suspend
    /// Leave.
    case quit
    /// Keep the settings for the next start.
    case persist(Settings)
}
