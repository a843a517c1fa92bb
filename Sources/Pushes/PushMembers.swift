// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The members of a JSON object that came from outside.
struct PushMembers {
    private let tree: EveTree
    private let node: Int

    /// The members of a JSON object of at most `limit` bytes.
    init(_ line: [UInt8], limit: Int) throws(PushMessageError) {
        guard line.count <= limit else { throw .tooLong(limit: limit) }
        guard let tree = try? EveTree.parse(line), !tree.isTruncated, case .object = tree.nodes[0].value else {
            throw .unreadable
        }
        self.tree = tree
        node = 0
    }

    private init(_ tree: EveTree, _ node: Int) {
        self.tree = tree
        self.node = node
    }

    private func index(_ key: String) -> Int? {
        tree.child(key, of: node).flatMap { tree.nodes[$0].value == .null ? nil : $0 }
    }

    /// The members of a member that is an object; `nil` where there is none.
    func members(_ key: String) throws(PushMessageError) -> PushMembers? {
        guard let index = index(key) else { return nil }
        guard case .object = tree.nodes[index].value else { throw .badValue(key) }
        return PushMembers(tree, index)
    }

    func has(_ key: String) -> Bool { index(key) != nil }

    func text(_ key: String) throws(PushMessageError) -> String {
        guard let index = index(key), case .string(let text) = tree.nodes[index].value else { throw .missing(key) }
        return text
    }

    /// A text of at most `limit` characters, of which only visible ones of ASCII are kept; empty where there is none.
    func told(_ key: String, limit: Int) -> String {
        guard let index = index(key), case .string(let text) = tree.nodes[index].value else { return "" }
        return PushText.visible(text, limit: limit)
    }

    /// The texts of a list, each as `told` gives it, at most `count`; others of it are passed over.
    func lines(_ key: String, count: Int, limit: Int) -> [String] {
        guard let index = index(key), case .array = tree.nodes[index].value else { return [] }
        return tree.children(of: index).prefix(count).compactMap { child in
            guard case .string(let text) = tree.nodes[child].value else { return nil }
            return PushText.visible(text, limit: limit)
        }
    }

    /// The whole number of a member, 0 or more; `nil` where it is none.
    func number(_ key: String) -> Int? {
        guard let index = index(key), case .number(let digits) = tree.nodes[index].value else { return nil }
        return Int(digits).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// The whole number of a member; `nil` where it is none.
    func integer(_ key: String) -> Int64? {
        guard let index = index(key), case .number(let digits) = tree.nodes[index].value else { return nil }
        return Int64(digits)
    }

    /// The revision of a member; `nil` where there is none.
    func revision(_ key: String) throws(PushMessageError) -> RulesRevision? {
        guard has(key) else { return nil }
        guard let revision = RulesRevision(try text(key)) else { throw .badValue(key) }
        return revision
    }

    /// Whether a member is `true`.
    func flag(_ key: String) -> Bool {
        index(key).map { tree.nodes[$0].value == .bool(true) } ?? false
    }
}

/// Texts of the other side, made fit to be shown.
enum PushText {
    static func visible(_ text: String, limit: Int) -> String {
        let scalars = text.unicodeScalars.prefix(limit).map { " "..."~" ~= $0 ? $0 : "?" }
        return String(String.UnicodeScalarView(scalars))
    }
}
