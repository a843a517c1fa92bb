// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// Reads the attributes of MISP events, those of their objects among them.
///
/// An attribute that is deleted or that MISP does not mark as good for detection (`to_ids`) is left out and counted.
///
/// Source: MISP core format, sections on attributes and objects.
enum MISPIndicators {
    static func read(_ bytes: [UInt8], into collector: inout IndicatorCollector) {
        var elements = JSONElements(bytes, under: "Attribute")
        var count = 0
        while let range = elements.next() {
            count += 1
            guard let tree = try? EveTree.parse(bytes.span.extracting(range)) else {
                collector.report(
                    at: range.lowerBound, "the attribute is broken JSON", help: "Export the event from MISP again.")
                continue
            }
            read(tree, at: range.lowerBound, into: &collector)
        }
        if let fault = elements.fault {
            collector.report(at: fault, "the JSON is broken or ends too early", help: "Export it from MISP again.")
        } else if count == 0 {
            collector.report(
                at: 0, "there are no MISP attributes", help: "Give the JSON export of a MISP event or of a search.")
        }
    }

    private static func read(_ tree: EveTree, at offset: Int, into collector: inout IndicatorCollector) {
        if tree.isTrue("deleted") || tree.isFalse("to_ids") { return collector.leaveOut() }
        let type = tree.string("type")
        guard !type.isEmpty else {
            return collector.report(at: offset, "the attribute has no type", help: "Give it one or remove it.")
        }
        let comment = tree.string("comment")
        collector.take(
            IndicatorEntry(
                text: tree.string("value"), type: type, note: comment.isEmpty ? tree.string("category") : comment,
                tags: tree.strings("Tag", "name"), offset: offset))
    }
}
