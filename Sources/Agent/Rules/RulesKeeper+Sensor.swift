// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Pushes

// What is asked of Suricata and of the files that it reads.
extension RulesKeeper {
    /// How many signatures Suricata has loaded, and those of our file that it could not load.
    mutating func count() throws(SuricataFailure) -> (SuricataAnswer.Counts, failed: [SuricataAnswer.FailedRule]) {
        var socket = try connect()
        let counts = try socket.ask("ruleset-stats", within: pace.reload).counts()
        counted = counts
        guard counts.failed > 0 else { return (counts, []) }
        let place = FilePlace.resolved(rules.path)
        let failed = try socket.ask("ruleset-failed-rules", within: pace.reload).failedRules
        return (counts, failed.filter { FilePlace.resolved($0.file) == place })
    }

    /// Has Suricata load all its rules anew, which takes as long as it takes.
    func reload() throws(SuricataFailure) {
        var socket = try connect()
        _ = try socket.ask("ruleset-reload-rules", within: pace.reload)
    }

    /// While Suricata loads rules it answers nobody: it may do so for an agent that was ended since, or for somebody else. So every
    /// answer is waited for as long as that may take.
    private func connect() throws(SuricataFailure) -> SuricataSocket {
        try SuricataSocket.connect(settings.socket, within: pace.reload, stop: stop)
    }

    /// Tells Suricata by a signal to load its rules anew; whether that could be done. What comes of it is not known.
    ///
    /// Only a process of the agent's own user takes its signals, unless it may do more than it should.
    func signalReload() -> Bool {
        guard let bytes = try? AgentFile.read(settings.pidFile, limit: 64),
            let id = pid_t(String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)), id > 1,
            let name = try? AgentFile.read("/proc/\(id)/comm", limit: 64),
            String(decoding: name, as: UTF8.self).lowercased().hasPrefix("suricata")
        else { return false }
        return kill(id, SIGUSR2) == 0
    }

    /// The revision of what is in the places of our files; `nil` where that cannot be an order's.
    ///
    /// - Throws: where they cannot be read, which says nothing of what is in them.
    func revisionInPlace() throws(AgentProblem) -> RulesRevision? {
        guard let rules = try rules.bytes() else { return nil }
        let thresholds = try thresholds?.bytes() ?? []
        let files = try? SensorFiles(
            rules: String(decoding: rules, as: UTF8.self), thresholds: String(decoding: thresholds, as: UTF8.self))
        return files?.revision
    }

    /// How our files look from outside.
    private var marks: [FileMark] { files.map { FileMark(of: $0.path) } }

    /// Looks whether somebody else has changed what was put in place; the next order of the same number is followed then.
    mutating func lookAtFiles(always: Bool = false) {
        guard next == nil, record.change == nil else { return }
        let now = marks
        guard always || now != seen, let revision = record.revision else { return }
        let place: RulesRevision?
        do throws(AgentProblem) { place = try revisionInPlace() } catch {
            // Looked at again the next time, and told once.
            if error.line != blindness { say(error.line) }
            return blindness = error.line
        }
        seen = now
        blindness = ""
        guard place != revision else { return }
        record.revision = nil
        record.state = .unverified
        record.why = "\(rules.path) or the thresholds are not what was ordered any more; somebody changed them"
        say(record.why)
        do throws(AgentProblem) { try save() } catch { say(error.line) }
    }

    /// What the station is told.
    func report(_ health: SensorHealth?, agent: String) -> PushReport {
        var report = PushReport(
            record.state, number: record.number, revision: record.revision, tried: record.tried, why: record.why,
            complaints: record.complaints, expected: record.expected, sensor: health?.sensor, agent: agent)
        if let objection {
            report.state = .refused
            report.number = objection.order.number
            report.tried = objection.order.files.revision
            report.why = objection.why
            report.complaints = []
        }
        if let change = record.change, change.phase == .waiting {
            // In place, and perhaps behind an order that was refused since.
            report.revision = change.revision
            report.expected = change.rules
            if report.tried == change.revision { report.tried = nil }
        }
        if let tried = next?.order.map({ ($0.number, $0.files.revision) }) ?? underWay {
            report.state = .working
            (report.number, report.tried) = tried
            report.why = obstacle
            report.complaints = []
        }
        return report
    }

    /// The number and the revision of what is being put in place or taken back.
    private var underWay: (Int, RulesRevision?)? {
        next == nil ? nil : record.change.map { ($0.number, $0.revision) }
    }
}

extension RulesKeeper.Step {
    /// The order that nothing was put in place of yet.
    var order: PushOrder? {
        switch self {
        case .stage(let order), .check(let order), .measure(let order), .note(let order, _): order
        default: nil
        }
    }
}

extension SensorHealth {
    /// What stations are told of it; `nil` where nothing is known.
    var sensor: PushReport.Sensor? {
        isRunning ? PushReport.Sensor(version: version, loaded: loaded, failed: failed) : nil
    }
}
