// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Glibc
internal import Pushes

/// Follows orders about rules: checks them, puts them in place of what Suricata has, has it load them, and looks whether it did; where it
/// did not, puts back what was there.
///
/// It goes in steps. Before a file is replaced the record says what is under way, so that an agent that was ended between any two steps,
/// or in one, goes on where that one was. One thread calls it, and is blocked by it for as long as Suricata takes.
///
/// Source: docs/decisions/0033-rules-by-signed-pushes.md.
struct RulesKeeper {
    /// What to do next. Up to `note` nothing has changed that anybody else reads.
    enum Step: Hashable {
        case stage(PushOrder)
        case check(PushOrder)
        case measure(PushOrder)
        case note(PushOrder, Baseline?)
        case placeRules
        case placeThresholds
        case load
        /// They are loaded.
        case settle
        /// Nobody could be asked to load them; why, in words behind "Suricata".
        case wait(String)
        case turnBack(String, [String])
        case restoreRules
        case restoreThresholds
        case loadRestored
        /// What was put back is loaded; what speaks against that, behind a semicolon.
        case endRestored(String)
    }

    /// What Suricata had loaded before an order.
    struct Baseline: Hashable {
        /// All its signatures.
        var loaded: Int
        /// Those of the file that is replaced.
        var ours: Int
    }

    let settings: SensorSettings
    let folder: AgentFolder
    let pace: AgentPace
    /// Readable once the agent is to end; -1 for never.
    let stop: Int32
    let say: (String) -> Void
    let rules: ReplacedFile
    let thresholds: ReplacedFile?
    var record: RulesRecord
    /// What to do next; `nil` where nothing is.
    var next: Step?
    /// Why the last order that was not begun was not; it is told until another one comes.
    var objection: (order: PushOrder, why: String)?
    /// Why a step that was tried could not be done, while it is tried again.
    var obstacle = ""
    /// What Suricata was last seen to have loaded, until somebody takes it from here.
    var counted: SuricataAnswer.Counts?
    /// What is in the places of our files, as of the last look, to see when somebody else changes them.
    var seen: [FileMark] = []
    /// Why they could not be read at the last look; empty where they could.
    var blindness = ""

    /// A keeper that goes on where the record says; `nil` where the configuration names no file for rules.
    init?(
        _ settings: SensorSettings, folder: AgentFolder, pace: AgentPace, stop: Int32, say: @escaping (String) -> Void
    ) throws(AgentProblem) {
        guard let path = settings.rules else { return nil }
        self.settings = settings
        self.folder = folder
        self.pace = pace
        self.stop = stop
        self.say = say
        rules = ReplacedFile(path: path)
        thresholds = settings.thresholds.map(ReplacedFile.init)
        record = RulesRecord()
        if let text = try AgentFile.read(folder.rules, limit: RulesRecord.sizeLimit) {
            if let record = RulesRecord(text: text) {
                self.record = record
            } else {
                try AgentFile.replace(folder.rules + ".damaged", by: text, isDurable: false)
                say("\(folder.rules) is damaged; it is kept as \(folder.rules).damaged, and the next order begins anew")
            }
        }
        dropChangeElsewhere()
        switch record.change?.phase {
        case .placing: next = .placeRules
        case .restoring: next = .restoreRules
        case .waiting, nil: break
        }
        lookAtFiles(always: true)
    }

    /// Our files.
    var files: [ReplacedFile] { [rules, thresholds].compactMap { $0 } }

    /// Ends a change of files that the configuration does not name any more: what it would go on with is not there.
    private mutating func dropChangeElsewhere() {
        // A record of before has not where; its files are those of the configuration.
        guard let change = record.change, !change.paths.isEmpty, change.paths != files.map(\.path) else { return }
        record.change = nil
        for path in change.paths { ReplacedFile(path: path).unstage() }
        let places = (change.paths.joined(separator: " and "), files.map(\.path).joined(separator: " and "))
        let why = "they were on their way into \(places.0), which stays as it is; the agent's files are \(places.1) now"
        tell(.unverified, of: change, tried: change.revision, why)
        record.revision = nil
        record.expected = nil
        say("rules \(change.number): \(why)")
        do throws(AgentProblem) { try save() } catch { say(error.line) }
    }

    /// Whether an order can be taken now.
    var isFree: Bool { next == nil }

    /// Takes an order, unless something is under way. It has been checked to be the station's.
    ///
    /// - Parameter gateway: who this is.
    mutating func take(_ order: PushOrder, as gateway: String) {
        guard next == nil else { return }
        objection = nil
        guard order.gateway == gateway else {
            return object(to: order, "the order is for \(order.gateway), and this is \(gateway)")
        }
        // The same again only where it is not in place any more, as somebody changed the files.
        let isLost = order.number == record.number && record.revision == nil && record.state == .unverified
        guard order.number > max(record.number, record.change?.number ?? 0) || isLost else {
            return say("the station ordered rules by number \(order.number) again; \(record.number) was the last")
        }
        next = .stage(order)
    }

    /// Notes that an order is not begun, without forgetting how the one before ended.
    private mutating func object(to order: PushOrder, _ why: String) {
        objection = (order, why)
        say("rules \(order.number): \(why)")
    }

    /// Has Suricata load what it could not be told to load, now that it can.
    mutating func sensorIsThere() {
        guard next == nil, record.change?.phase == .waiting else { return }
        next = .load
    }

    /// Does one step; whether there is another one to do now. Where there is not, and `next` is set, that is to be tried again later.
    mutating func step() -> Bool {
        guard let step = next else { return false }
        do throws(Interruption) {
            next = try perform(step)
            obstacle = ""
            return next != nil
        } catch {
            switch error {
            case .stopped: break
            case .blocked(let why):
                if obstacle != why { say(why) }
                obstacle = why
            }
            return false
        }
    }

    /// Why a step was not done.
    enum Interruption: Error {
        case stopped
        /// It is to be tried again later; why, in one line.
        case blocked(String)
    }

    /// What was counted since the last call.
    mutating func takeCounts() -> SuricataAnswer.Counts? {
        defer { counted = nil }
        return counted
    }

    private mutating func perform(_ step: Step) throws(Interruption) -> Step? {
        switch step {
        case .stage(let order): stage(order)
        case .check(let order): try check(order)
        case .measure(let order): try measure(order)
        case .note(let order, let baseline): note(order, baseline)
        case .placeRules: place(rules, then: .placeThresholds)
        case .placeThresholds: thresholds.map { place($0, then: .load) } ?? .load
        case .load: try load()
        case .settle: try settle()
        case .wait(let why): try wait(why)
        case .turnBack(let why, let complaints): try turnBack(why, complaints)
        case .restoreRules: try restore(rules, record.change?.hadRules, then: .restoreThresholds)
        case .restoreThresholds:
            if let thresholds {
                try restore(thresholds, record.change?.hadThresholds, then: .loadRestored)
            } else {
                .loadRestored
            }
        case .loadRestored: try loadRestored()
        case .endRestored(let doubt): try endRestored(doubt)
        }
    }

    /// Writes the record.
    func save() throws(AgentProblem) {
        try AgentFile.replace(folder.rules, by: record.text, isDurable: true)
    }
}
