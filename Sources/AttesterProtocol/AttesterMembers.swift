// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The members of a JSON object that came from outside.
struct AttesterMembers {
    private let tree: EveTree
    private let node: Int

    /// The members of a JSON object of at most `limit` bytes.
    init(_ line: [UInt8], limit: Int) throws(AttesterMessageError) {
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
    func members(_ key: String) throws(AttesterMessageError) -> AttesterMembers? {
        guard let index = index(key) else { return nil }
        guard case .object = tree.nodes[index].value else { throw .badValue(key) }
        return AttesterMembers(tree, index)
    }

    /// The objects of a list of at most `count`; empty where there is none.
    func list(_ key: String, count: Int) throws(AttesterMessageError) -> [AttesterMembers] {
        guard let index = index(key) else { return [] }
        guard case .array(let children) = tree.nodes[index].value, children <= count else { throw .badValue(key) }
        var all: [AttesterMembers] = []
        for child in tree.children(of: index) {
            guard case .object = tree.nodes[child].value else { throw .badValue(key) }
            all.append(AttesterMembers(tree, child))
        }
        return all
    }

    /// Whole numbers below `bound`, at most 64.
    func numbers(_ key: String, below bound: Int) throws(AttesterMessageError) -> [Int] {
        guard let index = index(key), case .array(let count) = tree.nodes[index].value, count <= 64 else {
            throw .missing(key)
        }
        var all: [Int] = []
        for child in tree.children(of: index) {
            guard case .number(let digits) = tree.nodes[child].value, let number = Int(digits),
                (0..<bound).contains(number)
            else { throw .badValue(key) }
            all.append(number)
        }
        return all
    }

    func has(_ key: String) -> Bool { index(key) != nil }

    /// A text of 1 to `limit` bytes.
    func text(_ key: String, limit: Int) throws(AttesterMessageError) -> String {
        guard let index = index(key), case .string(let text) = tree.nodes[index].value else { throw .missing(key) }
        guard !text.isEmpty, text.utf8.count <= limit else { throw .badValue(key) }
        return text
    }

    /// A text of at most `limit` characters, of which only visible ones of ASCII are kept; empty where there is none.
    func told(_ key: String, limit: Int) -> String {
        guard let index = index(key), case .string(let text) = tree.nodes[index].value else { return "" }
        let scalars = text.unicodeScalars.prefix(limit).map { " "..."~" ~= $0 ? $0 : "?" }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Bytes in base64, at most `limit`.
    func bytes(_ key: String, limit: Int) throws(AttesterMessageError) -> [UInt8] {
        guard let index = index(key), case .string(let text) = tree.nodes[index].value else { throw .missing(key) }
        guard text.utf8.count <= limit / 3 * 4 + 4, let bytes = Base64Text.decode(text), bytes.count <= limit else {
            throw .badValue(key)
        }
        return bytes
    }

    /// The whole number of a member, 0 or more.
    func number(_ key: String) throws(AttesterMessageError) -> Int {
        guard let index = index(key), case .number(let digits) = tree.nodes[index].value else { throw .missing(key) }
        guard let number = Int(digits), number >= 0 else { throw .badValue(key) }
        return number
    }

    /// Whether a member is `true`.
    func flag(_ key: String) -> Bool {
        index(key).map { tree.nodes[$0].value == .bool(true) } ?? false
    }
}

/// A message as a line.
func line(_ members: [(String, JSONValue)]) -> [UInt8] { JSONValue.object(members).bytes + [UInt8(ascii: "\n")] }

extension JSONValue {
    /// Bytes in base64.
    static func bytes(_ bytes: [UInt8]) -> JSONValue { .string(Base64Text.encode(bytes)) }
}
