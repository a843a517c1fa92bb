// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Canvas
internal import EVE
internal import Rules

extension ConsoleState {
    /// Whether the station is another process, and gone: the screen shows what was known last.
    package var hasLostStation: Bool { station?.lostSince != nil }

    /// Takes how the console stands with its station.
    mutating func take(_ link: StationLink) -> [Effect] {
        switch link {
        case .lost(let since, let why):
            if hasLostStation {
                // It is there again and will not have us, which is news; that it is still not there would be none.
                notices.add(Notice(.error, "The station is back, but \(why)"), now: now)
                return []
            }
            station = StationState(person: station?.person ?? person, role: station?.role ?? "", lostSince: since)
            notices.add(Notice(.error, "The station is lost: \(why)"), now: now)
            return forgetOriginal()
        case .attached(let person, let role):
            let wasLost = hasLostStation
            station = StationState(person: person, role: role)
            self.person = person
            return wasLost ? resume() : []
        }
    }

    /// The station is back and knows nothing of what was asked before: every open question is asked anew.
    private mutating func resume() -> [Effect] {
        let open = requests.renewed(now: now, present: present)
        let count = open.count == 1 ? "1 open question is" : "\(open.count) open questions are"
        let tail = open.isEmpty ? "" : "; \(count) asked anew"
        notices.add(Notice(.done, "The station is back\(tail)"), now: now)
        // What was answered before may be old now.
        dirty.formUnion(Slot.allCases)
        // Another station counts the changes of its devices from the beginning.
        devices.historyChanges = nil
        let editing: [Effect] = ruleEditor == nil ? [] : [.editingRule(editedRule?.id)]
        return open + editing + (isStarted ? refreshWhatIsDue() : [])
    }

    /// What of the wishes can be had: without the station nothing is asked or done, and a restricted console leaves the user's files and
    /// programs alone. What is refused says so; a question stays open.
    mutating func allowed(_ wishes: [Effect]) -> [Effect] {
        guard hasLostStation || isRestricted else { return wishes }
        var allowed: [Effect] = []
        for wish in wishes {
            if hasLostStation, wish.needsStation {
                allowed += refuse(wish)
            } else if isRestricted, let what = wish.restrictedWords {
                notices.add(Notice(.error, "\(what) is switched off in this console"), now: now)
            } else {
                allowed.append(wish)
            }
        }
        return allowed
    }

    private mutating func refuse(_ wish: Effect) -> [Effect] {
        let reason = "Not done: the station is lost. Do it when it is back"
        return switch wish {
        case .changeRule: take(RuleOutcome.refused(reason)).filter { !$0.needsStation }
        case .triage: take(TriageOutcome.refused(reason)).filter { !$0.needsStation }
        case .push: take(PushOutcome.refused(reason)).filter { !$0.needsStation }
        case .device: take(DeviceOutcome.refused(reason)).filter { !$0.needsStation }
        case .job: take(JobOutcome.refused(reason)).filter { !$0.needsStation }
        default: []
        }
    }
}

extension Effect {
    /// Whether the station has to do it.
    fileprivate var needsStation: Bool {
        switch self {
        case .ask, .cancel, .changeRule, .triage, .push, .device, .job, .editingRule: true
        // All are named, so that a new one is not forgotten.
        case .copy, .saveScreen, .changeTheme, .editText, .saveCapture, .runCommand, .redraw, .suspend, .quit, .persist:
            false
        }
    }

    /// What it is called where it is switched off in a restricted console: whatever writes files of the user's choice, or runs programs.
    fileprivate var restrictedWords: String? {
        switch self {
        case .editText: "The editor of your own"
        case .runCommand: "Running commands"
        case .saveScreen, .saveCapture: "Saving to files"
        case .suspend: "Suspending"
        case .changeTheme(let name) where name.contains("/"): "A theme from a file"
        default: nil
        }
    }
}

extension Command {
    /// Whether it leads to what a restricted console leaves alone.
    var leavesConsole: Bool {
        switch self {
        case .editorExternal, .captureSave, .screenSave, .userCommandList, .userCommandRun, .suspend: true
        default: false
        }
    }
}
