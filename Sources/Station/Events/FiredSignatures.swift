// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Rules
internal import SuricataRules

/// Finds the texts of signatures behind alerts: in the rule store, then in the files that the configuration names.
///
/// Files are read anew each time, as gateways' rules change under their feet; one that is too large is left out.
struct FiredSignatures {
    let shelf: any RuleShelf
    /// Their paths.
    let files: [String]

    /// How many revisions of a rule are looked at for the one that fired.
    private static let revisionsMost = 50

    /// The text of the revision that fired; where that is not known, the newest that is.
    func find(_ name: SignatureName, revision: UInt32) -> FiredSignature? {
        let kept = inStore(name, revision)
        if let kept, kept.revision == revision { return kept }
        var other = kept
        for path in files {
            for fired in inFile(path, name, revision) {
                if fired.revision == revision { return fired }
                if (other?.revision ?? 0) < (fired.revision ?? 0) || other == nil { other = fired }
            }
        }
        return other
    }

    private func inStore(_ name: SignatureName, _ revision: UInt32) -> FiredSignature? {
        let id = "\(name.gid):\(name.sid)"
        guard let rule = try? shelf.rule(id), rule.kind == .signature else { return nil }
        var newest: FiredSignature?
        for number in stride(from: rule.revision, to: max(0, rule.revision - Self.revisionsMost), by: -1) {
            guard let text = try? shelf.revision(number, of: id).content.text,
                let signature = SignatureFile.parse(bytes: text).lines.compactMap(\.signature).first
            else { continue }
            let isOld = number < rule.revision
            let fired = FiredSignature(
                signature, wanted: revision, place: isOld ? "rule store, revision \(number)" : "rule store",
                isDisabled: !rule.isLoaded)
            if fired.revision == revision { return fired }
            if newest == nil { newest = fired }
        }
        return newest
    }

    private func inFile(_ path: String, _ name: SignatureName, _ revision: UInt32) -> [FiredSignature] {
        guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int,
            size <= SignatureFile.byteLimit, let content = FileManager.default.contents(atPath: path)
        else { return [] }
        let bytes = Array(content)
        return SignatureScan.lines(of: name.sid, in: bytes).compactMap { line in
            guard
                let found = SignatureFile.parse(bytes: Array(bytes[line.range])).lines.first(where: {
                    $0.signature != nil
                }),
                let signature = found.signature, SignatureName(signature) == name
            else { return nil }
            let isDisabled = if case .disabled = found.kind { true } else { false }
            let file = path.split(separator: "/").last.map(String.init) ?? path
            return FiredSignature(
                signature, wanted: revision, place: "\(file):\(line.number)", isDisabled: isDisabled)
        }
    }
}
