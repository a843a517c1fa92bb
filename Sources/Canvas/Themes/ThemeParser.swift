// SPDX-License-Identifier: Apache-2.0

internal import Yams

extension Theme {
    /// The most bytes of a theme's text.
    package static let textMost = 64 * 1024

    /// Reads a theme from YAML, strictly: what is not known is an error with its place.
    ///
    /// Roles that the text leaves out come from the parent that it names, found in `parents`; so do the two flags.
    ///
    /// - Throws: `ThemeError`, of the first thing that is wrong.
    package init(yaml text: String, parents: [Theme] = Theme.builtin) throws(ThemeError) {
        self = try ThemeParser.theme(text, parents: parents)
    }
}

/// The reading of `Theme(yaml:)`.
private enum ThemeParser {
    static func theme(_ text: String, parents: [Theme]) throws(ThemeError) -> Theme {
        let bytes = text.utf8.count
        guard bytes <= Theme.textMost else { throw .tooLong(bytes: bytes, most: Theme.textMost) }
        try refuseAnchors(text)
        let top = try mapping(compose(text))
        try check(top, keys: ["name", "parent", "paints_background", "textures", "roles"])
        guard let nameNode = top["name"] else { throw .missingKey("name") }
        let name = try scalar(nameNode)
        var parent: Theme?
        if let node = top["parent"] {
            let parentName = try scalar(node)
            guard let found = parents.first(where: { $0.name == parentName }) else {
                throw .unknownParent(parentName, place(node))
            }
            parent = found
        }
        var colours: [Role: RoleColours] = [:]
        if let parent {
            for role in Role.allCases { colours[role] = parent[role] }
        }
        if let node = top["roles"] {
            for (role, colour) in try roles(node) { colours[role] = colour }
        }
        for role in Role.allCases where colours[role] == nil { throw .missingRole(role) }
        return Theme(
            name: name, paintsBackground: try flag(top["paints_background"]) ?? parent?.paintsBackground ?? false,
            usesTextures: try flag(top["textures"]) ?? parent?.usesTextures ?? false, colours: colours)
    }

    /// Refuses `&`: a few anchors within each other can stand for more nodes than there is time, and no theme needs one.
    private static func refuseAnchors(_ text: String) throws(ThemeError) {
        var line = 1
        var column = 1
        for byte in text.utf8 {
            if byte == UInt8(ascii: "&") { throw .syntax(.init(line: line, column: column), problem: "no & here") }
            if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 1) } else { column += 1 }
        }
    }

    private static func compose(_ text: String) throws(ThemeError) -> Node {
        do {
            guard let node = try Yams.compose(yaml: text) else { throw ThemeError.missingKey("name") }
            return node
        } catch let error as ThemeError {
            throw error
        } catch let error as YamlError {
            throw themeError(error)
        } catch {
            throw .syntax(nil, problem: "unreadable")
        }
    }

    private static func themeError(_ error: YamlError) -> ThemeError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return .syntax(.init(line: mark.line, column: mark.column), problem: problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let key = duplicates.first ?? ""
            return .duplicateKey(key, .init(line: context.mark.line, column: context.mark.column))
        case .reader(let problem, _, _, _):
            return .syntax(nil, problem: problem)
        default:
            return .syntax(nil, problem: "unreadable")
        }
    }

    private static func roles(_ node: Node) throws(ThemeError) -> [(Role, RoleColours)] {
        var roles: [(Role, RoleColours)] = []
        for (key, value) in try mapping(node) {
            let name = try scalar(key)
            guard let role = Role(rawValue: name) else { throw .unknownRole(name, place(key)) }
            roles.append((role, try colours(value)))
        }
        return roles
    }

    private static func colours(_ node: Node) throws(ThemeError) -> RoleColours {
        let fields = try mapping(node)
        try check(fields, keys: ["rgb", "palette256", "palette16", "attributes", "attributes16", "mono"])
        var colours = RoleColours()
        if let node = fields["rgb"] { colours.rgb = try rgb(node) }
        if let node = fields["palette256"] { colours.palette256 = try index(node) }
        if let node = fields["palette16"] { colours.palette16 = try named(node) }
        if let node = fields["attributes"] { colours.attributes = try attributes(node, mono: false) }
        if let node = fields["attributes16"] { colours.attributes16 = try attributes(node, mono: false) }
        if let node = fields["mono"] { colours.mono = try attributes(node, mono: true) }
        return colours
    }

    // MARK: Values

    private static func rgb(_ node: Node) throws(ThemeError) -> ResolvedColour {
        let text = try scalar(node)
        if text == "default" { return .default }
        let digits = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "#"), digits.count == 6, !text.contains("+"), !text.contains("-"),
            let value = UInt32(text.dropFirst(), radix: 16)
        else { throw .badValue(text, expected: .rgbColour, place(node)) }
        return .rgb(UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    }

    private static func index(_ node: Node) throws(ThemeError) -> ResolvedColour {
        let text = try scalar(node)
        if text == "default" { return .default }
        guard let value = UInt8(text) else { throw .badValue(text, expected: .paletteIndex, place(node)) }
        return .index(value)
    }

    private static let names = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"]

    private static func named(_ node: Node) throws(ThemeError) -> ResolvedColour {
        let text = try scalar(node)
        if text == "default" { return .default }
        let isBright = text.hasPrefix("bright ")
        guard let value = names.firstIndex(of: String(isBright ? text.dropFirst(7) : text[...])) else {
            throw .badValue(text, expected: .colourName, place(node))
        }
        return .index(UInt8(value + (isBright ? 8 : 0)))
    }

    private static func attributes(_ node: Node, mono: Bool) throws(ThemeError) -> Style.Attributes {
        guard case .sequence(let sequence) = node else { throw .badValue(words(node), expected: .list, place(node)) }
        var attributes: Style.Attributes = []
        for item in sequence {
            switch try scalar(item) {
            case "bold": attributes.insert(.bold)
            case "reverse": attributes.insert(.reverse)
            case "italic" where !mono: attributes.insert(.italic)
            case "underline" where !mono: attributes.insert(.underline)
            case let other: throw .badValue(other, expected: mono ? .monoAttribute : .attribute, place(item))
            }
        }
        return attributes
    }

    private static func flag(_ node: Node?) throws(ThemeError) -> Bool? {
        guard let node else { return nil }
        switch try scalar(node) {
        case "true": return true
        case "false": return false
        case let other: throw .badValue(other, expected: .bool, place(node))
        }
    }

    // MARK: Nodes

    private static func mapping(_ node: Node) throws(ThemeError) -> Node.Mapping {
        guard case .mapping(let mapping) = node else {
            throw .badValue(words(node), expected: .mapping, place(node))
        }
        return mapping
    }

    private static func scalar(_ node: Node) throws(ThemeError) -> String {
        guard case .scalar(let scalar) = node else { throw .badValue(words(node), expected: .scalar, place(node)) }
        return scalar.string
    }

    private static func check(_ mapping: Node.Mapping, keys: [String]) throws(ThemeError) {
        for (key, _) in mapping {
            let name = try scalar(key)
            guard keys.contains(name) else { throw .unknownKey(name, place(key)) }
        }
    }

    /// A node in a word for a message.
    private static func words(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): scalar.string
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    private static func place(_ node: Node) -> ThemeError.Place {
        ThemeError.Place(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }
}
