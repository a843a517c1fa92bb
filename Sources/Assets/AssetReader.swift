// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Rules
internal import YAML

/// Makes assets of the documents of a file, and says what is wrong.
struct AssetReader {
    private(set) var assets: [Asset] = []
    private(set) var problems: [RuleProblem] = []
    /// The names and addresses that assets have, by the line of the first one.
    private var names: [String: Int] = [:]
    var networks: [IPNetwork: Holder] = [:]
    var macs: [MACAddress: Holder] = [:]
    private var isFull = false

    /// Whose an address is.
    struct Holder {
        var name: String
        var line: Int
    }

    private static let keys = ["name", "what", "owner", "street", "criticality", "groups", "addresses", "macs", "note"]

    mutating func read(_ document: YAMLDocument) {
        do throws(YAMLFailure) {
            for root in try YAMLReader.read(document) { take(root) }
        } catch {
            // Parts of a text that refer to each other would have to be read together.
            let items = document.hasAnchors ? [] : document.items(atMost: AssetLimits.assets)
            guard items.count > 1 else { return report(error.problem) }
            for item in items { read(item: item) }
        }
    }

    private mutating func read(item: YAMLDocument) {
        do throws(YAMLFailure) {
            for root in try YAMLReader.read(item) { take(root) }
        } catch {
            report(error.problem)
        }
    }

    private mutating func take(_ root: YAMLNode) {
        guard case .list(let items) = root.content else {
            return report(
                .error, root.position, "a file of assets is a list, and this is \(root.kind)",
                "Begin each asset with `- name: …`.")
        }
        for item in items {
            guard assets.count < AssetLimits.assets else {
                if !isFull {
                    report(
                        .error, item.position,
                        "more than \(AssetLimits.assets) assets, of which the others are left out",
                        "Give networks instead of single addresses.")
                }
                isFull = true
                return
            }
            take(item: item)
        }
    }

    private mutating func take(item: YAMLNode) {
        guard case .map(let entries) = item.content else {
            return report(
                .error, item.position, "an asset is `key: value` lines, and this is \(item.kind)",
                "Begin it with `- name: …`.")
        }
        let named = entries.first { $0.key == "name" }
        guard let named, let name = text(named, most: AssetLimits.name), !name.isEmpty else {
            return report(.error, named?.keyPosition ?? item.position, "an asset needs a name", "Give it `name: …`.")
        }
        var asset = Asset(name, at: item.position)
        for entry in entries where entry.key != "name" { take(entry, into: &asset) }
        guard entries.contains(where: { $0.key == "addresses" || $0.key == "macs" }) else {
            return report(
                .error, item.position, "`\(name)` has neither addresses nor macs",
                "Give it `addresses: …`, without which nothing is known to be it.")
        }
        if let line = names[name] {
            report(.warning, named.value.position, "the asset of line \(line) is called `\(name)`, too", "")
        } else {
            names[name] = item.position.line
        }
        assets.append(asset)
    }

    private mutating func take(_ entry: YAMLEntry, into asset: inout Asset) {
        switch entry.key {
        case "what": asset.what = text(entry, most: AssetLimits.text) ?? ""
        case "owner": asset.owner = text(entry, most: AssetLimits.text) ?? ""
        case "street": asset.street = text(entry, most: AssetLimits.text) ?? ""
        case "note": asset.note = text(entry, most: AssetLimits.note) ?? ""
        case "criticality": takeCriticality(entry, into: &asset)
        case "groups":
            for value in values(entry, most: AssetLimits.groups) {
                let group = cut(value.text, most: AssetLimits.name, of: "a group", at: value.position)
                if !group.isEmpty, !asset.groups.contains(group) { asset.groups.append(group) }
            }
        case "addresses":
            for value in values(entry, most: AssetLimits.addresses) { takeAddress(value, into: &asset) }
        case "macs":
            for value in values(entry, most: AssetLimits.macs) { takeMAC(value, into: &asset) }
        default:
            let near = NearestName.of(entry.key, among: Self.keys)
            report(
                .error, entry.keyPosition, "unknown key `\(Self.quoted(entry.key))`",
                near.map { "Did you mean `\($0)`?" } ?? "Known: \(Self.keys.joined(separator: ", ")).")
        }
    }

    mutating func takeCriticality(_ entry: YAMLEntry, into asset: inout Asset) {
        guard let text = text(entry, most: AssetLimits.text), !text.isEmpty else { return }
        if let criticality = Criticality(rawValue: text.lowercased()) {
            asset.criticality = criticality
        } else {
            report(
                .error, entry.value.position, "`\(Self.quoted(text))` is no criticality",
                "Known: \(Criticality.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
    }

    // MARK: Problems

    /// Says that a text has bytes that are none of UTF-8.
    mutating func reportEncoding(_ text: String) {
        let lines = text.unicodeScalars.prefix { $0 != "\u{fffd}" }.split(
            separator: "\n", omittingEmptySubsequences: false)
        report(
            .warning, TextPosition(line: max(1, lines.count), column: (lines.last?.count ?? 0) + 1),
            "the file is no UTF-8", "Save it in the encoding UTF-8.")
    }

    mutating func report(_ weight: RuleProblem.Weight, _ position: TextPosition, _ what: String, _ help: String) {
        report(RuleProblem(weight, position, what, help: help))
    }

    private mutating func report(_ problem: RuleProblem) {
        guard problems.count < AssetLimits.problems else { return }
        let isLast = problems.count == AssetLimits.problems - 1
        problems.append(
            isLast
                ? RuleProblem(.error, problem.position, "more problems from here on, which are not told")
                : problem.asOneLine)
    }
}
