// SPDX-License-Identifier: Apache-2.0

internal import Canvas
internal import Pushes

/// The lines of a preview: for whom, and what comes and goes.
struct PushPreviewText {
    let preview: PushPreview

    init(_ preview: PushPreview) { self.preview = preview }

    /// The most names of gateways that are listed.
    private static let nameLimit = 12

    var lines: [String] {
        var lines: [String] = []
        for group in preview.groups {
            lines.append("\(Self.names(group.gateways)): \(summary(of: group))")
            lines += group.difference.lines.map { "  \($0)" }
            if group.unlisted > 0 { lines.append("  and \(Figure.grouped(group.unlisted)) more changes") }
            lines.append("")
        }
        if !preview.troubles.isEmpty { lines += preview.troubles + [""] }
        if !preview.leftOut.isEmpty {
            lines.append("Enabled, and cannot be pushed:")
            lines += preview.leftOut.map { "  \($0)" }
            lines.append("")
        }
        if let notes = preview.notes, !notes.isEmpty { lines += notes + [""] }
        lines.append(proof)
        return lines
    }

    private func summary(of group: PushPreview.Group) -> String {
        guard !group.difference.isEmpty else {
            let count = Figure.grouped(preview.ruleCount)
            return group.runs
                ? "the same \(count) rules already"
                : "the \(count) rules that are wanted, not known to run: they go out again"
        }
        let counts = "\(Figure.grouped(preview.ruleCount)) rules instead of \(Figure.grouped(group.before))"
        return
            "\(group.difference.summary); \(group.before == preview.ruleCount ? "\(preview.ruleCount) rules" : counts)"
    }

    private var proof: String {
        if !preview.provenOn.isEmpty { return "These rules run on \(Self.names(preview.provenOn)), verified" }
        return preview.parts.count > 1
            ? "These rules run nowhere yet: push them to one gateway first" : "These rules run nowhere yet"
    }

    private static func names(_ gateways: [String]) -> String {
        let shown = gateways.prefix(nameLimit).joined(separator: ", ")
        return gateways.count <= nameLimit ? shown : "\(shown) and \(gateways.count - nameLimit) more"
    }
}
