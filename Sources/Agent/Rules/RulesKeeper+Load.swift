// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Pushes

// What comes once the record says what is replaced.
extension RulesKeeper {
    /// Puts a file in its place.
    func place(_ file: ReplacedFile, then step: Step) -> Step {
        do throws(AgentProblem) {
            try file.place()
            return step
        } catch {
            return .turnBack(error.line, [])
        }
    }

    /// Has Suricata load what is in place, and looks whether it runs.
    mutating func load() throws(Interruption) -> Step? {
        guard let change = record.change else { return nil }
        let place: RulesRevision?
        do throws(AgentProblem) { place = try revisionInPlace() } catch { throw .blocked(error.line) }
        guard place == change.revision else {
            return .turnBack("what came into the places of the files is not what was ordered\(try keepFound())", [])
        }
        do throws(SuricataFailure) {
            try reload()
            let (counts, failed) = try count()
            if let why = fault(counts, failed, change) {
                return .turnBack(why, failed.map { "line \($0.line): \($0.rule)" })
            }
        } catch {
            switch error {
            case .stopped: throw .stopped
            case .refused where error.isReloading: throw .blocked(error.again)
            case .absent:
                let isSignalled = signalReload()
                let course = isSignalled ? "it was told to load them by a signal" : "it loads them when it starts"
                return .wait("\(error.message); \(course)")
            default: return .turnBack("Suricata \(error.message)", [])
            }
        }
        // A step by itself, as are the others that only write the record: Suricata loads nothing again where that cannot be written.
        return .settle
    }

    /// Keeps files that somebody else put there; what is to be told of it.
    private func keepFound() throws(Interruption) -> String {
        var kept: [String] = []
        do throws(AgentProblem) {
            for file in files where try file.keepFound() { kept.append(file.found) }
        } catch {
            throw .blocked(error.line)
        }
        return kept.isEmpty ? "" : "; it is kept as \(kept.joined(separator: " and "))"
    }

    /// What is wrong with what Suricata has loaded; `nil` where nothing is.
    private func fault(
        _ counts: SuricataAnswer.Counts, _ failed: [SuricataAnswer.FailedRule], _ change: RulesRecord.Change
    ) -> String? {
        if !failed.isEmpty { return "Suricata could not load \(failed.count) of \(change.rules) signatures" }
        let expected = change.expected ?? change.rules
        if counts.loaded < expected {
            return "Suricata has \(counts.loaded) signatures loaded, and should have \(expected)"
        }
        // An order may leave none, but not where nobody knows how many others there should be.
        if counts.loaded == 0 && change.loadedBefore == nil {
            return "Suricata has no signature loaded"
        }
        return nil
    }

    /// Notes that the files are in place and that nobody could be asked whether they run.
    mutating func wait(_ sensor: String) throws(Interruption) -> Step? {
        guard let change = record.change else { return nil }
        let why = "the files are in place; Suricata \(sensor)"
        record.change?.phase = .waiting
        tell(.unverified, of: change, why)
        try keepRecord()
        say("rules \(change.number): \(why)")
        return nil
    }

    /// Notes that they run.
    mutating func settle() throws(Interruption) -> Step? {
        guard let change = record.change else { return nil }
        tell(.verified, of: change, change.remark)
        record.revision = change.revision
        record.expected = change.rules
        try finish("rules \(change.number) run: \(change.rules) signatures, by Suricata's own count")
        return nil
    }

    /// Notes that what was there comes back.
    mutating func turnBack(_ why: String, _ complaints: [String]) throws(Interruption) -> Step? {
        record.change?.phase = .restoring
        record.change?.why = why
        record.change?.complaints = Array(complaints.prefix(PushReport.complaintCount))
        try keepRecord()
        return .restoreRules
    }

    /// Puts back what was there.
    func restore(_ file: ReplacedFile, _ wasThere: Bool?, then step: Step) throws(Interruption) -> Step? {
        do throws(AgentProblem) {
            try file.restore(wasThere ?? false)
            return step
        } catch {
            throw .blocked(error.line)
        }
    }

    /// Has Suricata load what was put back; there is nothing behind it to go back to, and no end while it may yet come to run the other
    /// files.
    mutating func loadRestored() throws(Interruption) -> Step? {
        guard let change = record.change else { return nil }
        var doubt = ""
        do throws(SuricataFailure) {
            try reload()
            let (counts, _) = try count()
            if counts.loaded < change.loadedBefore ?? 0 {
                doubt = "; Suricata has \(counts.loaded) signatures loaded, and had \(change.loadedBefore ?? 0)"
            }
        } catch {
            switch error {
            case .stopped: throw .stopped
            case .refused where error.isReloading: throw .blocked(error.again)
            case .overdue: throw .blocked(error.again)
            default: break
            }
            let isSignalled = if case .absent = error { signalReload() } else { false }
            doubt =
                "; Suricata \(error.message)"
                + (isSignalled ? "; it was told to load the files before by a signal" : "")
        }
        return .endRestored(doubt)
    }

    /// Notes that what was there is back.
    mutating func endRestored(_ doubt: String) throws(Interruption) -> Step? {
        guard let change = record.change else { return nil }
        let why = "\(change.why); the files before are back\(doubt)"
        tell(.rolledBack, of: change, tried: change.revision, why, change.complaints)
        record.revision = change.before
        record.expected = change.before == nil ? nil : change.rulesBefore
        try finish("rules \(change.number): \(why)")
        return nil
    }

    /// Has the record tell how an order ended, unless it tells of a newer one that was refused while this one waited.
    mutating func tell(
        _ state: PushReport.State, of change: RulesRecord.Change, tried: RulesRevision? = nil, _ why: String,
        _ complaints: [String] = []
    ) {
        guard record.state != .refused || record.number <= change.number else { return }
        record.state = state
        record.number = max(record.number, change.number)
        record.tried = tried
        record.why = why
        record.complaints = complaints
    }

    private mutating func finish(_ line: String) throws(Interruption) {
        let change = record.change
        record.change = nil
        do throws(Interruption) {
            try keepRecord()
        } catch {
            record.change = change
            throw error
        }
        say(line)
    }

    private func keepRecord() throws(Interruption) {
        do throws(AgentProblem) { try save() } catch { throw .blocked(error.line) }
    }
}
