// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Pushes

/// What became of a station's orders about rules, and what is under way: a file of the agent's folder, replaced at once, so that both are
/// known together after any end of the agent.
struct RulesRecord: Sendable, Hashable {
    /// How the newest order ended; what is under way has not ended.
    var state = PushReport.State.none
    /// The number of the newest order that ended, or replaced files.
    var number = 0
    /// What is in place; `nil` where nothing of ours is.
    var revision: RulesRevision?
    /// What the newest order asked for, where that is not in place.
    var tried: RulesRevision?
    var why = ""
    var complaints: [String] = []
    /// How many signatures of what is in place Suricata is to load.
    var expected: Int?
    /// What is under way, from before the first file is replaced on.
    var change: Change?

    /// A replacement of files.
    struct Change: Sendable, Hashable {
        enum Phase: String, Sendable, Hashable {
            /// The new files come into their places, or are there and to be loaded.
            case placing
            /// They are there, and Suricata could not be told to load them; it may load them by itself.
            case waiting
            /// The files before come back.
            case restoring
        }

        var phase: Phase
        /// Where: the file of signatures and, where there is one, that of thresholds.
        var paths: [String]
        var number: Int
        /// What comes.
        var revision: RulesRevision
        /// How many signatures come, and how many were there.
        var rules: Int
        var rulesBefore: Int
        /// What was there, if it was ours.
        var before: RulesRevision?
        /// Whether there were files at all.
        var hadRules: Bool
        var hadThresholds: Bool
        /// How many signatures of all files Suricata had loaded, and is to have; `nil` where it could not say.
        var loadedBefore: Int?
        var expected: Int?
        /// Why the files before come back, and what Suricata said of it.
        var why = ""
        var complaints: [String] = []
        /// What is to be told also where all goes well.
        var remark = ""
    }

    /// The most bytes of the file.
    static let sizeLimit = 256 << 10

    init() {}
}

extension RulesRecord {
    /// The file's bytes: JSON on one line.
    var text: [UInt8] {
        var members: [(String, JSONValue)] = [
            ("version", .int(1)), ("state", .string(state.rawValue)), ("number", .int(number)),
            ("revision", .text(revision?.text)), ("tried", .text(tried?.text)), ("why", .string(why)),
            ("complaints", .array(complaints.map { .string($0) })), ("expected", .count(expected)),
        ]
        if let change { members.append(("change", change.json)) }
        return JSONValue.object(members).bytes + [UInt8(ascii: "\n")]
    }

    /// What a file says; `nil` for one that is damaged.
    init?(text: [UInt8]) {
        guard let tree = try? EveTree.parse(text), case .object = tree.nodes[0].value else { return nil }
        let members = RecordMembers(tree: tree, node: 0)
        guard members.number("version") == 1, let number = members.number("number"),
            let state = members.text("state").flatMap(PushReport.State.init)
        else { return nil }
        self.state = state
        self.number = number
        revision = members.revision("revision")
        tried = members.revision("tried")
        why = members.text("why") ?? ""
        complaints = members.texts("complaints")
        expected = members.number("expected")
        guard let node = tree.child("change", of: 0) else { return }
        guard let change = Change(RecordMembers(tree: tree, node: node)) else { return nil }
        self.change = change
    }
}

extension RulesRecord.Change {
    fileprivate var json: JSONValue {
        .object([
            ("phase", .string(phase.rawValue)), ("paths", .array(paths.map { .string($0) })), ("number", .int(number)),
            ("revision", .string(revision.text)),
            ("rules", .int(rules)), ("rules_before", .int(rulesBefore)), ("before", .text(before?.text)),
            ("had_rules", .bool(hadRules)), ("had_thresholds", .bool(hadThresholds)),
            ("loaded_before", .count(loadedBefore)),
            ("expected", .count(expected)), ("why", .string(why)),
            ("complaints", .array(complaints.map { .string($0) })), ("remark", .string(remark)),
        ])
    }

    fileprivate init?(_ members: RecordMembers) {
        guard let phase = members.text("phase").flatMap(Phase.init), let number = members.number("number"),
            let revision = members.revision("revision"), let rules = members.number("rules"),
            let rulesBefore = members.number("rules_before"), let hadRules = members.flag("had_rules"),
            let hadThresholds = members.flag("had_thresholds")
        else { return nil }
        self.init(
            phase: phase, paths: members.texts("paths"), number: number, revision: revision, rules: rules,
            rulesBefore: rulesBefore, before: members.revision("before"),
            hadRules: hadRules, hadThresholds: hadThresholds, loadedBefore: members.number("loaded_before"),
            expected: members.number("expected"), why: members.text("why") ?? "",
            complaints: members.texts("complaints"), remark: members.text("remark") ?? "")
    }
}

/// The members of an object of the file.
private struct RecordMembers {
    let tree: EveTree
    let node: Int

    private func value(_ key: String) -> EveTree.Value? { tree.child(key, of: node).map { tree.nodes[$0].value } }

    func text(_ key: String) -> String? {
        if case .string(let text)? = value(key) { text } else { nil }
    }

    func number(_ key: String) -> Int? {
        if case .number(let digits)? = value(key) { Int(digits) } else { nil }
    }

    func flag(_ key: String) -> Bool? {
        if case .bool(let flag)? = value(key) { flag } else { nil }
    }

    func revision(_ key: String) -> RulesRevision? { text(key).flatMap { RulesRevision($0) } }

    func texts(_ key: String) -> [String] {
        guard let list = tree.child(key, of: node), case .array = tree.nodes[list].value else { return [] }
        return tree.children(of: list).compactMap {
            if case .string(let text) = tree.nodes[$0].value { text } else { nil }
        }
    }
}

extension JSONValue {
    fileprivate static func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    fileprivate static func count(_ count: Int?) -> JSONValue { count.map { .int($0) } ?? .null }
}
