// SPDX-License-Identifier: Apache-2.0

internal import Pushes
internal import SuricataRules

/// A sensor's files by what is in them, to be compared with others.
struct RulesComparison {
    private let revision: RulesRevision
    private var signatures: [SignatureName: RulesDifference.Line] = [:]
    /// Each once, in the order of the file.
    private var thresholds: [String] = []

    init(_ files: SensorFiles) {
        revision = files.revision
        let bytes = Array(files.rules.utf8)
        for line in SignatureFile.parse(bytes: bytes).lines {
            guard case .rule(let signature) = line.kind, let name = SignatureName(signature) else { continue }
            signatures[name] = RulesDifference.Line(
                id: "\(name.gid):\(name.sid)", title: signature.msg ?? "", text: Self.line(bytes[line.range]))
        }
        let lines = Array(files.thresholds.utf8)
        var seen: Set<String> = []
        for line in ThresholdFile.parse(bytes: lines).lines {
            guard case .entry = line.kind else { continue }
            let text = Self.line(lines[line.range])
            if seen.insert(text).inserted { thresholds.append(text) }
        }
    }

    /// The text on one line: what backslashes join is joined.
    private static func line(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(separator: "\n").map { $0.hasSuffix("\\") ? $0.dropLast() : $0 }.joined()
    }

    /// What changes from `before`, or from nothing, to these files.
    func difference(from before: RulesComparison?) -> RulesDifference {
        var difference = RulesDifference(from: before?.revision, to: revision)
        let old = before?.signatures ?? [:]
        for (name, line) in signatures.sorted(by: { $0.key < $1.key }) {
            guard let known = old[name] else {
                difference.added.append(line)
                continue
            }
            if known.text != line.text { difference.changed.append(.init(before: known, after: line)) }
        }
        difference.removed = old.filter { signatures[$0.key] == nil }.sorted { $0.key < $1.key }.map(\.value)
        let oldLines = before?.thresholds ?? []
        difference.addedThresholds = Self.lines(thresholds, without: oldLines)
        difference.removedThresholds = Self.lines(oldLines, without: thresholds)
        return difference
    }

    private static func lines(_ lines: [String], without others: [String]) -> [RulesDifference.Line] {
        let known = Set(others)
        return lines.filter { !known.contains($0) }.map { RulesDifference.Line(id: "", title: "", text: $0) }
    }
}
