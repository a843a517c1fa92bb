// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules

/// One entry of a list as its format gives it, before it is known to be good.
struct IndicatorEntry {
    /// The value, as written.
    var text: String
    /// The name of its type, as written; empty if the list gives none.
    var type = ""
    var source = ""
    var expiry = ""
    var note = ""
    var tags: [String] = []
    /// Where it stands in the text.
    var offset: Int
}

/// Makes indicators of the entries that a reader finds, and problems of those that are none.
struct IndicatorCollector {
    private(set) var reading = IndicatorReading()
    /// The source of entries that name none.
    private let source: String
    private var places: TextPlaces
    private var isFull = false
    /// The type of the last entry that had one, which mostly is that of the next one.
    private var lastType: (name: String, parts: [IndicatorTypeName.Part]?) = ("", nil)

    init(_ bytes: [UInt8], source: String) {
        self.source = source
        places = TextPlaces(bytes)
    }

    /// Counts an entry that its author does not want to be looked for.
    mutating func leaveOut() {
        reading.leftOut += 1
    }

    /// Notes a problem at `offset`.
    mutating func report(_ weight: RuleProblem.Weight = .error, at offset: Int, _ message: String, help: String) {
        guard reading.problems.count < IndicatorReading.problemLimit else {
            reading.furtherProblems += 1
            return
        }
        reading.problems.append(RuleProblem(weight, places.position(of: offset), message, help: help))
    }

    /// Takes the indicators of one entry; a type such as `domain|ip` makes two.
    mutating func take(_ entry: IndicatorEntry) {
        guard !entry.type.isEmpty else { return take(entry, entry.text[...], kind: nil) }
        if entry.type != lastType.name { lastType = (entry.type, IndicatorTypeName.parts(of: entry.type)) }
        guard let parts = lastType.parts else {
            return report(
                .warning, at: entry.offset, "no event is looked through for the type \(entry.type.quoted)",
                help: "Remove the entry, or name one of ip, domain, url, md5, sha1, sha256, ja3, ja4 and certificate.")
        }
        guard parts.count > 1 else { return take(entry, entry.text[...], kind: parts[0].kind) }
        let texts = entry.text.split(separator: "|", maxSplits: parts.count - 1, omittingEmptySubsequences: false)
        for (part, text) in zip(parts, texts) where part != .notLookedFor { take(entry, text, kind: part.kind) }
    }

    /// Takes one value of an entry, of a kind that is guessed where none is given.
    mutating func take(_ entry: IndicatorEntry, _ text: Substring, kind: IndicatorKind?) {
        do throws(IndicatorValueError) {
            if let kind {
                add(try IndicatorValue(kind, text), entry)
            } else {
                add(try IndicatorValue(guessing: text), entry)
            }
        } catch {
            report(at: entry.offset, "\(error.message): \(String(text).quoted)", help: error.help)
        }
    }

    private mutating func add(_ value: IndicatorValue, _ entry: IndicatorEntry) {
        let indicator = Indicator(
            value, source: entry.source.isEmpty ? source : entry.source, expiry: expiry(entry), note: entry.note,
            tags: entry.tags)
        switch reading.indicators.insert(indicator) {
        case .added: break
        case .merged: reading.repeated += 1
        case .full where isFull: reading.furtherProblems += 1
        case .full:
            isFull = true
            report(
                at: entry.offset, "there is no room for this indicator",
                help: "A list holds \(IndicatorSet.countLimit) of them, and \(IndicatorSet.sharedLimit) of one value.")
        }
    }

    private mutating func expiry(_ entry: IndicatorEntry) -> Instant? {
        let text = entry.expiry[...].trimmed
        guard !text.isEmpty else { return nil }
        let plain = text.hasSuffix(" UTC") ? text.dropLast(4) : text
        if let time = Instant(plain) { return time }
        if text.utf8.count >= 9, let seconds = Int64(text), seconds > 0 { return Instant(seconds: seconds) }
        report(
            .warning, at: entry.offset, "the expiry \(String(text).quoted) is no time, so the indicator holds for ever",
            help: "Write it like 2026-11-20T13:58:41Z.")
        return nil
    }
}

extension String {
    /// The beginning of the text in quotation marks, for a message of one line.
    var quoted: String {
        let shown = unicodeScalars.prefix(40).map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
            default: Character(scalar)
            }
        }
        return "\"\(String(shown))\(unicodeScalars.count > 40 ? "..." : "")\""
    }
}
