// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules

/// Reads one line of `threshold.config`. The parts have a fixed order, and nothing may stand behind the last.
struct ThresholdParser {
    /// The words that a line can begin with.
    static let commands: Set<String> = ["threshold", "event_filter", "rate_filter", "suppress"]

    /// A problem was noted, and the line is none.
    private struct Broken: Error {}

    private var findings: Findings
    private var parameters: [Parameters.Parameter] = []
    private var next = 0

    private init(_ line: LogicalLine) {
        findings = Findings(line)
    }

    /// The entry that `line` is, and what is wrong with it; `nil` if Suricata cannot read it.
    static func parse(_ line: LogicalLine) -> (entry: ThresholdEntry?, findings: Findings) {
        var parser = ThresholdParser(line)
        let entry = try? parser.entry()
        return (entry, parser.findings)
    }

    private mutating func entry() throws(Broken) -> ThresholdEntry {
        if findings.line.isTooLong {
            try refuse(0, "the line has more than \(LogicalLine.limit) bytes", "Make several lines of it.")
        }
        let text = findings.line.text
        let start = text.firstIndex { !$0.isBlank } ?? 0
        let end = text[start...].firstIndex { $0.isBlank } ?? text.count
        let word = String(decoding: text[start..<end], as: UTF8.self)
        guard Self.commands.contains(word) else {
            let nearest = NearestName.of(word, among: Self.commands).map { "Did you mean \($0)?" }
            try refuse(
                start, "there is no command \(quoted(word))", nearest ?? "Write threshold, rate_filter or suppress.")
        }
        parameters = Parameters(text, from: end).all
        let gid = try number("gen_id")
        let sid = try number("sig_id")
        let command = try command(word)
        if next < parameters.count {
            let extra = parameters[next]
            try refuse(
                extra.offset, "\(quoted(extra.name)) stands behind the end of the line's parts", "Remove it.")
        }
        checkScope(gid: gid, sid: sid, command)
        return ThresholdEntry(
            gid: gid, sid: sid, command: command, position: findings.line.position(start))
    }

    private mutating func command(_ word: String) throws(Broken) -> ThresholdEntry.Command {
        switch word {
        case "suppress": return .suppress(try restriction())
        case "rate_filter":
            let track = try choice("track", ThresholdEntry.Track.self, except: [.either])
            let (count, seconds) = try rate()
            let action = try choice("new_action", ThresholdEntry.NewAction.self)
            let offset = last
            let timeout = try number("timeout")
            if action == .log || action == .sdrop {
                findings.add(
                    .warning, at: offset, "Suricata does nothing for new_action \(action.rawValue)",
                    help: "Write alert, drop, pass or reject.")
            }
            return .rateFilter(track, count: count, seconds: seconds, action, timeout: timeout)
        default:
            let form = try choice("type", ThresholdEntry.Form.self)
            let track = try choice("track", ThresholdEntry.Track.self, except: [.either])
            let (count, seconds) = try rate()
            return .threshold(form, track, count: count, seconds: seconds)
        }
    }

    // MARK: Parts

    /// Where the value of the part that was read last begins.
    private var last: Int { next > 0 ? parameters[next - 1].valueOffset : 0 }

    /// The value of the next part, which must have this name. `gen_id1` is read as Suricata does, like `gen_id 1`.
    private mutating func value(_ name: String) throws(Broken) -> String {
        guard next < parameters.count else {
            try refuse(findings.line.text.count, "\(name) is missing", "Write , \(name) and its value here.")
        }
        var part = parameters[next]
        if part.name != name, part.value.isEmpty, part.name.hasPrefix(name),
            part.name.dropFirst(name.count).utf8.allSatisfy(\.isDigit)
        {
            part.value = String(part.name.dropFirst(name.count))
            part.valueOffset = part.offset + name.utf8.count
        } else if part.name != name {
            let fact = part.name.isEmpty ? "nothing stands" : "\(quoted(part.name)) stands"
            try refuse(part.offset, "\(fact) where \(name) belongs", "The order of the parts is fixed.")
        }
        next += 1
        guard !part.value.isEmpty else { try refuse(part.valueOffset, "\(name) has no value", "Write one behind it.") }
        parameters[next - 1] = part
        if name != "ip", let gap = part.value.firstIndex(where: \.isBlank) {
            let offset = part.valueOffset + part.value[..<gap].utf8.count
            let rest = part.value[gap...].drop { $0.isBlank }
            if rest.hasPrefix("#") {
                try refuse(offset, "a comment stands behind the value of \(name)", "Give it a line of its own.")
            }
            try refuse(offset, "a comma is missing behind the value of \(name)", "Put a comma here.")
        }
        return part.value
    }

    private mutating func number(_ name: String) throws(Broken) -> UInt32 {
        let text = try value(name)
        guard text.utf8.allSatisfy(\.isDigit), let number = UInt32(text) else {
            try refuse(last, "\(name) is no number: \(quoted(text))", "Write 0 to \(UInt32.max).")
        }
        return number
    }

    private mutating func rate() throws(Broken) -> (count: UInt32, seconds: UInt32) {
        let count = try number("count")
        if count == 0 { try refuse(last, "count cannot be 0", "Write 1 or more.") }
        let seconds = try number("seconds")
        if seconds == 0 {
            findings.add(.warning, at: last, "a span of 0 seconds counts nothing", help: "Write 1 or more.")
        }
        return (count, seconds)
    }

    private mutating func choice<Choice: RawRepresentable<String> & CaseIterable & Equatable>(
        _ name: String, _: Choice.Type, except excluded: [Choice] = []
    ) throws(Broken) -> Choice {
        let text = try value(name)
        let choices = Choice.allCases.filter { !excluded.contains($0) }
        guard let choice = choices.first(where: { $0.rawValue == text }) else {
            let help =
                text == "backoff"
                ? "Write threshold:type backoff ... in the signature itself."
                : "Write one of \(choices.map(\.rawValue).joined(separator: ", "))."
            try refuse(last, "\(name) cannot be \(quoted(text)) here", help)
        }
        if text == ThresholdEntry.Track.flow.rawValue {
            findings.add(
                .warning, at: last, "track by_flow is new in Suricata 8",
                help: VersionGap.newEntry)
        }
        return choice
    }

    /// The end of a `suppress`; `nil` if it goes without.
    private mutating func restriction() throws(Broken) -> ThresholdEntry.Restriction? {
        guard next < parameters.count else { return nil }
        let track = try choice("track", ThresholdEntry.Track.self, except: [.both, .rule, .flow])
        // Commas outside of brackets belong to the addresses, which are the last part.
        _ = try value("ip")
        let start = last
        next = parameters.count
        return ThresholdEntry.Restriction(track: track, addresses: try addresses(start, parameters[next - 1].end))
    }

    private mutating func addresses(_ start: Int, _ end: Int) throws(Broken) -> AddressSet {
        let bytes = findings.line.text[start..<end]
        if let at = bytes.firstIndex(of: UInt8(ascii: "#")) {
            try refuse(at, "a comment stands behind the addresses", "Give it a line of its own.")
        }
        if let at = bytes.firstIndex(where: { $0 == UInt8(ascii: "!") || $0 == UInt8(ascii: "-") }) {
            let sign = String(decoding: [findings.line.text[at]], as: UTF8.self)
            try refuse(at, "threshold.config takes no \(sign) in addresses", "List the networks that are meant.")
        }
        guard let set = HeaderSetReader.set(in: start..<end, &findings, HeaderElements.addresses),
            !findings.hasErrors
        else { throw Broken() }
        return set
    }

    /// Lines that reach further than their authors may think.
    private mutating func checkScope(gid: UInt32, sid: UInt32, _ command: ThresholdEntry.Command) {
        if gid == 0, sid > 0 {
            findings.add(
                at: 0, "gen_id 0 goes with sig_id 0 only", help: "Write gen_id 1, the generator of signatures.")
            return
        }
        let scope = gid == 0 ? "every signature" : sid == 0 ? "every signature of generator \(gid)" : nil
        switch command {
        case .suppress(nil):
            findings.add(
                .warning, at: 0, "this silences \(scope ?? "\(gid):\(sid)") for all addresses",
                help: "Add track and ip to silence it for some, or put the rule out of use.")
        case .suppress, .rateFilter, .threshold:
            guard let scope else { return }
            findings.add(.warning, at: 0, "this changes \(scope)", help: "Name a gen_id and a sig_id to change one.")
        }
    }

    private mutating func refuse(_ offset: Int, _ message: String, _ help: String) throws(Broken) -> Never {
        findings.add(at: offset, message, help: help)
        throw Broken()
    }
}
