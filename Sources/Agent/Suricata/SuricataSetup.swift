// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Glibc

/// What Suricata's configuration says of rules: `suricata --dump-config`, which is `NAME = VALUE` lines with all includes resolved.
struct SuricataSetup: Sendable, Hashable {
    /// The files of `rule-files:`, with the folder before those that have none; they may be patterns.
    let ruleFiles: [String]
    let thresholds: String
    /// Names of outputs that are on, as `--set` takes them, and of the log on the console where it is off.
    private let outputs: [String]
    private let console: [String]

    /// Debian's build looks there where the configuration names no file.
    private static let usualThresholds = "/etc/suricata/threshold.config"

    init(dump: String) {
        var values: [(name: Substring, value: Substring)] = []
        for line in dump.split(whereSeparator: \.isNewline) {
            guard let sign = line.firstPlace(of: " = ") else { continue }
            values.append((line[..<sign.lowerBound], line[sign.upperBound...]))
        }
        let value = { (name: String) in values.last { $0.name == name && $0.value != "(null)" }.map { String($0.value) }
        }
        let folder = value("default-rule-path") ?? ""
        ruleFiles = values.filter { Self.isItem($0.name, of: "rule-files") && $0.value != "(null)" }.map {
            $0.value.hasPrefix("/") ? String($0.value) : "\(folder)/\($0.value)"
        }
        thresholds = value("threshold-file") ?? Self.usualThresholds
        let isOn = { (value: Substring) in ["yes", "true", "on", "1"].contains(value.lowercased()) }
        let switches = values.filter { $0.name.hasSuffix(".enabled") }
        outputs = switches.filter { entry in
            // outputs.1.eve-log.enabled and logging.outputs.1.file.enabled, and no switches inside of them.
            let parts = entry.name.split(separator: ".")
            let isOutput = parts.count == 4 && parts[0] == "outputs"
            let isLog = parts.count == 5 && entry.name.hasPrefix("logging.outputs.") && parts[3] != "console"
            return (isOutput || isLog) && isOn(entry.value)
        }.map { String($0.name) }
        console = switches.filter {
            $0.name.hasPrefix("logging.outputs.") && $0.name.hasSuffix(".console.enabled") && !isOn($0.value)
        }.map { String($0.name) }
    }

    private static func isItem(_ name: Substring, of list: String) -> Bool {
        name.hasPrefix(list + ".") && name.dropFirst(list.count + 1).allSatisfy(\.isWholeNumber)
    }

    /// Whether Suricata loads this file of signatures.
    func loads(rules path: String) -> Bool {
        ruleFiles.contains { pattern in
            unsafe FilePlace.resolved(pattern) == FilePlace.resolved(path) || fnmatch(pattern, path, FNM_PATHNAME) == 0
        }
    }

    /// Whether Suricata reads this `threshold.config`.
    func reads(thresholds path: String) -> Bool { FilePlace.resolved(thresholds) == FilePlace.resolved(path) }

    /// Arguments for a check that writes nothing and says all it has to say.
    var quiet: [String] {
        outputs.flatMap { ["--set", "\($0)=no"] } + console.flatMap { ["--set", "\($0)=yes"] }
    }
}
