// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Pushes

// What comes before anything is replaced.
extension RulesKeeper {
    /// Writes the new files beside those that are there.
    mutating func stage(_ order: PushOrder) -> Step? {
        do throws(AgentProblem) {
            let before = try rules.signatures()
            guard order.mayRunFewer || order.files.ruleCount >= before else {
                let counts = "it has \(order.files.ruleCount) signatures, \(before) are there"
                return refuse(order, "\(counts), and it does not say that there may be fewer")
            }
            if thresholds == nil && !order.files.thresholds.isEmpty {
                return refuse(order, "it has thresholds, and the agent's configuration has no suricata-thresholds")
            }
            try rules.stage(order.files.rules)
            try thresholds?.stage(order.files.thresholds)
            return .check(order)
        } catch {
            return refuse(order, error.line)
        }
    }

    /// Has Suricata's program check them, and looks whether Suricata would load them at all.
    mutating func check(_ order: PushOrder) throws(Interruption) -> Step? {
        let program = SuricataProgram(
            path: settings.program, configuration: settings.configuration, folder: folder.trial, limit: pace.check,
            stop: stop)
        let verdict: SuricataProgram.Verdict
        do throws(SuricataProgram.Unusable) {
            let setup = try program.setup()
            if let why = misplacement(setup, order) { return refuse(order, why) }
            verdict = program.check(rules: rules.new, thresholds: thresholds?.new, setup)
        } catch {
            verdict = error.verdict
        }
        switch verdict {
        case .good: return .measure(order)
        case .bad(let complaints): return refuse(order, "suricata -T does not take it", complaints)
        case .unknown(let why): return refuse(order, why)
        case .stopped: throw .stopped
        }
    }

    /// Why Suricata would not load the files from where they are put; `nil` where it would.
    private func misplacement(_ setup: SuricataSetup, _ order: PushOrder) -> String? {
        guard setup.loads(rules: rules.path) else {
            return "\(settings.configuration) does not load \(rules.path); add it to 'rule-files:' there"
        }
        guard let thresholds, !order.files.thresholds.isEmpty, !setup.reads(thresholds: thresholds.path) else {
            return nil
        }
        return "\(settings.configuration) has \(setup.thresholds) for its 'threshold-file:'; make it \(thresholds.path)"
    }

    /// Asks Suricata how much it has loaded.
    mutating func measure(_ order: PushOrder) throws(Interruption) -> Step? {
        // While files wait, nobody knows whether they are among those.
        guard record.change == nil else { return .note(order, nil) }
        do throws(SuricataFailure) {
            let (counts, failed) = try count()
            // Where somebody changed the file, Suricata may still have what was there before that.
            let ours = max((try? rules.signatures()) ?? 0, record.expected ?? 0)
            return .note(order, Baseline(loaded: counts.loaded, ours: max(0, ours - failed.count)))
        } catch {
            if error == .stopped { throw .stopped }
            // What it is then, shows when it is to load them.
            return .note(order, nil)
        }
    }

    /// Keeps what is there, and notes what is about to be replaced.
    mutating func note(_ order: PushOrder, _ baseline: Baseline?) -> Step? {
        let old = record
        do throws(AgentProblem) {
            var remark = ""
            if record.revision == nil && record.change == nil { remark = try keepOriginals() }
            record.change = try change(by: order, baseline, remark)
            try save()
            return .placeRules
        } catch {
            record = old
            return refuse(order, error.line)
        }
    }

    private func change(
        by order: PushOrder, _ baseline: Baseline?, _ remark: String
    ) throws(AgentProblem) -> RulesRecord.Change {
        let signatures = order.files.ruleCount
        // What waits was never seen to run: what was there before it stays what is gone back to.
        if let waiting = record.change {
            var change = waiting
            change.phase = .placing
            change.number = order.number
            change.revision = order.files.revision
            change.expected = waiting.expected.map { max(0, $0 - waiting.rules) + signatures }
            change.rules = signatures
            change.remark = remark
            return change
        }
        return RulesRecord.Change(
            phase: .placing, paths: files.map(\.path), number: order.number, revision: order.files.revision,
            rules: signatures,
            rulesBefore: try rules.signatures(), before: record.revision, hadRules: try rules.keep(),
            hadThresholds: try thresholds?.keep() ?? false, loadedBefore: baseline?.loaded,
            expected: baseline.map { max(0, $0.loaded - $0.ours) + signatures }, remark: remark)
    }

    /// Keeps files that are not ours; what is to be told of it.
    private func keepOriginals() throws(AgentProblem) -> String {
        var kept: [String] = []
        for file in files where try file.keepOriginal() { kept.append(file.path) }
        guard !kept.isEmpty else { return "" }
        let remark = "what was in \(kept.joined(separator: " and ")) is kept beside it, as .before-vedette"
        say(remark)
        return remark
    }

    /// Ends an order of which nothing was put in place.
    mutating func refuse(_ order: PushOrder, _ why: String, _ complaints: [String] = []) -> Step? {
        rules.unstage()
        thresholds?.unstage()
        record.state = .refused
        record.number = order.number
        record.tried = order.files.revision
        record.why = why
        record.complaints = Array(complaints.prefix(PushReport.complaintCount))
        say("rules \(order.number) are refused: \(why)")
        do throws(AgentProblem) { try save() } catch { say(error.line) }
        return nil
    }
}

extension ReplacedFile {
    /// How many signatures Suricata is to load of what is there.
    func signatures() throws(AgentProblem) -> Int {
        SensorFiles.ruleCount(of: String(decoding: try bytes() ?? [], as: UTF8.self))
    }
}
