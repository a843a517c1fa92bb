// SPDX-License-Identifier: Apache-2.0

internal import Rules
internal import YAML

/// What a document says about itself. What is wrong here is a warning, except for a missing title.
extension RuleReader {
    private static let keys = [
        "title", "id", "name", "related", "taxonomy", "status", "description", "license", "references", "author",
        "date",
        "modified", "logsource", "detection", "fields", "falsepositives", "level", "tags", "scope", "correlation",
        "generate", "filter",
    ]
    private static let relations = ["derived", "obsolete", "merged", "renamed", "similar"]

    /// The header of the document `map`; `kind` is the key that says what document it is.
    mutating func header(_ map: YAMLMap, kind: String) -> SigmaHeader {
        checkKeys(map)
        checkDates(map)
        checkRelated(map)
        return SigmaHeader(
            title: title(map), id: identifier(map), name: name(map), status: status(map),
            description: text("description", map) ?? "", author: author(map), level: level(map), tags: tags(map),
            falsePositives: texts("falsepositives", map), references: texts("references", map),
            fields: texts("fields", map), position: map.position)
    }

    /// Keys of one's own are allowed, but not those that are nearly one of the specification's.
    private mutating func checkKeys(_ map: YAMLMap) {
        for entry in map.entries where !Self.keys.contains(entry.key) {
            if entry.key == "action" {
                error(entry.keyPosition, "`action` is no longer part of Sigma", help: "Take it away.")
            } else if let nearest = NearestName.of(entry.key, among: Self.keys), map.entry(nearest) == nil {
                warn(entry.keyPosition, "unknown key `\(entry.key)`", help: "Did you mean `\(nearest)`?")
            }
        }
    }

    private mutating func title(_ map: YAMLMap) -> String {
        guard let title = text("title", map), !title.isEmpty else {
            error(
                map.entry("title")?.keyPosition ?? map.position, "the title is missing",
                help: "Write `title:` and what the rule finds.")
            return ""
        }
        if title.unicodeScalars.count > 256, let value = map.value("title") {
            warn(value.position, "the title is longer than 256 characters", help: "Put the rest into `description`.")
        }
        return title
    }

    private mutating func identifier(_ map: YAMLMap) -> String? {
        guard let id = text("id", map), let value = map.value("id") else { return nil }
        names.append(SigmaFile.Reference(name: id, position: value.position))
        if !Self.isUUID(id) {
            warn(value.position, "the id is no UUID", help: "Make one with `uuidgen`.")
        }
        return id
    }

    private static func isUUID(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.map(\.utf8.count) == [8, 4, 4, 4, 12] && parts.joined().allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    private mutating func name(_ map: YAMLMap) -> String? {
        guard let name = text("name", map), let value = map.value("name") else { return nil }
        if name.lowercased() != text("id", map)?.lowercased() {
            names.append(SigmaFile.Reference(name: name, position: value.position))
        }
        return name
    }

    private mutating func author(_ map: YAMLMap) -> String {
        texts("author", map).joined(separator: ", ")
    }

    private mutating func status(_ map: YAMLMap) -> SigmaStatus? {
        guard let text = text("status", map), let value = map.value("status") else { return nil }
        if let status = SigmaStatus(rawValue: text) { return status }
        warnUnknown("status", text, value.position, SigmaStatus.allCases.map(\.rawValue))
        return nil
    }

    private mutating func level(_ map: YAMLMap) -> SigmaLevel? {
        guard let text = text("level", map), let value = map.value("level") else { return nil }
        if let level = SigmaLevel(rawValue: text) { return level }
        warnUnknown("level", text, value.position, SigmaLevel.allCases.map(\.rawValue))
        return nil
    }

    private mutating func warnUnknown(_ key: String, _ text: String, _ position: TextPosition, _ names: [String]) {
        warn(position, "unknown \(key) `\(text.prefix(40))`", help: "It is one of \(names.joined(separator: ", ")).")
    }

    private mutating func tags(_ map: YAMLMap) -> [String] {
        let nodes = nodes("tags", map)
        for node in nodes where !Self.isTag(node.scalar?.text ?? "") {
            warn(
                node.position,
                "the tag `\((node.scalar?.text ?? "").prefix(40))` has no namespace or signs that tags do not have",
                help: "Write it as `attack.t1110`, in small letters.")
        }
        return nodes.compactMap { $0.scalar?.text }
    }

    private static func isTag(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count > 1
            && parts.allSatisfy { part in
                !part.isEmpty && part.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || "_-".utf8.contains($0) }
            }
    }

    private mutating func checkDates(_ map: YAMLMap) {
        let dates = ["date", "modified"].map { key -> String? in
            guard let text = text(key, map), let value = map.value(key) else { return nil }
            if Self.isDate(text) { return text }
            warn(value.position, "`\(key)` is no date", help: "Write it as YYYY-MM-DD.")
            return nil
        }
        if let date = dates[0], let modified = dates[1], modified < date, let value = map.value("modified") {
            warn(value.position, "`modified` is before `date`", help: "Exchange the dates.")
        }
    }

    /// Whether a text is a day of the calendar as ISO 8601 writes it.
    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || $0 == 0x2D }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), 1...12 ~= month
        else { return false }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return 1...days[month - 1] ~= day
    }

    private mutating func checkRelated(_ map: YAMLMap) {
        guard let value = map.value("related") else { return }
        guard case .list(let items) = value.content else {
            warn(value.position, "`related` is \(value.kind)", help: "Write a list of maps with `id` and `type`.")
            return
        }
        for item in items {
            guard case .map(let entries) = item.content else {
                warn(item.position, "`related` has \(item.kind) in it", help: "Write `id` and `type`.")
                continue
            }
            let map = YAMLMap(entries, position: item.position)
            guard let type = map.value("type"), map.value("id") != nil else {
                warn(item.position, "a related rule needs `id` and `type`", help: "Write both.")
                continue
            }
            let text = type.scalar?.text ?? ""
            if !Self.relations.contains(text) { warnUnknown("type", text, type.position, Self.relations) }
        }
    }
}

extension RuleReader {
    /// `logsource`; `nil` if it is missing or says nothing, which is reported.
    mutating func logSource(_ map: YAMLMap) -> LogSource? {
        guard let entry = map.entry("logsource") else {
            error(
                map.position, "`logsource` is missing", help: "Say which logs are meant: category, product or service.")
            return nil
        }
        guard case .map(let entries) = entry.value.content else {
            error(
                entry.keyPosition, "`logsource` is \(entry.value.kind)",
                help: "Write category, product or service under it.")
            return nil
        }
        let parts = YAMLMap(entries, position: entry.value.position)
        let source = LogSource(
            category: text("category", parts), product: text("product", parts), service: text("service", parts))
        if source == LogSource() {
            error(
                entry.keyPosition, "`logsource` names no category, product or service",
                help: "Write at least one of them.")
            return nil
        }
        return source
    }
}
