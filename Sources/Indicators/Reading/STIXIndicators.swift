// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules

/// Reads the indicators of STIX 2.1 bundles; everything else in a bundle is passed over.
///
/// `valid_from` is not regarded: an indicator holds from when it is known here.
///
/// Source: STIX 2.1, sections 4.7 and 8.
enum STIXIndicators {
    static func read(_ bytes: [UInt8], into collector: inout IndicatorCollector) {
        var elements = JSONElements(bytes, under: "objects", takesRoot: true)
        var count = 0
        var found = 0
        while let range = elements.next() {
            count += 1
            guard let tree = try? EveTree.parse(bytes.span.extracting(range)) else {
                collector.report(at: range.lowerBound, "the object is broken JSON", help: "Export the bundle again.")
                continue
            }
            found += read(tree, at: range.lowerBound, into: &collector)
        }
        if let fault = elements.fault {
            collector.report(at: fault, "the JSON is broken or ends too early", help: "Export the bundle again.")
        }
        if count == 0, let tree = try? EveTree.parse(bytes) { found += read(tree, at: 0, into: &collector) }
        if found == 0 {
            collector.report(
                at: 0, "there are no STIX indicators", help: "Give a STIX 2.1 bundle with objects of type indicator.")
        }
    }

    /// Takes the object if it is an indicator; how many it is, 0 or 1.
    private static func read(_ tree: EveTree, at offset: Int, into collector: inout IndicatorCollector) -> Int {
        guard tree.string("type") == "indicator" else { return 0 }
        if tree.isTrue("revoked") {
            collector.leaveOut()
            return 1
        }
        let type = tree.string("pattern_type")
        guard type.isEmpty || type == "stix" else {
            collector.report(
                .warning, at: offset, "a pattern of the type \(type.quoted) is not read here",
                help: "Put Sigma and Suricata rules into files of their own.")
            return 1
        }
        let pattern = STIXPattern(tree.string("pattern"))
        for problem in pattern.problems {
            collector.report(
                at: offset, "\(problem.message), at character \(problem.character) of the pattern", help: problem.help)
        }
        let texts = [tree.string("name"), tree.string("description")].filter { !$0.isEmpty }
        let labels = tree.strings("labels") + tree.strings("indicator_types")
        let entry = IndicatorEntry(
            text: "", expiry: tree.string("valid_until"), note: texts.joined(separator: ": "), tags: labels,
            offset: offset)
        for value in pattern.values { collector.take(entry, value.text[...], kind: value.kind) }
        return 1
    }
}
