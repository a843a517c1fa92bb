// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The members of a message, a JSON object that came from the other side. Members that nobody asks for are passed over.
package struct MessageMembers {
    private let tree: EveTree
    private let node: Int

    /// The members of a JSON object of at most `limit` bytes.
    package init(_ line: [UInt8], limit: Int) throws(MessageError) {
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

    /// A member that is there and not `null`.
    private func index(_ key: String) -> Int? {
        tree.child(key, of: node).flatMap { tree.nodes[$0].value == .null ? nil : $0 }
    }

    private func value(_ key: String) -> EveTree.Value? { index(key).map { tree.nodes[$0].value } }

    /// Whether there is such a member, and it is not `null`.
    package func has(_ key: String) -> Bool { index(key) != nil }

    /// Whether a member is `true`.
    package func flag(_ key: String) -> Bool { value(key) == .bool(true) }

    // MARK: Texts

    /// The text of a member, which may be empty.
    package func text(_ key: String) throws(MessageError) -> String {
        guard case .string(let text)? = value(key) else { throw .missing(key) }
        return text
    }

    /// A text of 1 to `limit` bytes.
    package func text(_ key: String, limit: Int) throws(MessageError) -> String {
        let text = try text(key)
        guard !text.isEmpty, text.utf8.count <= limit else { throw .badValue(key) }
        return text
    }

    /// A text as `VisibleText` has it; empty where there is none.
    package func told(_ key: String, limit: Int) -> String {
        guard case .string(let text)? = value(key) else { return "" }
        return VisibleText.of(text, limit: limit)
    }

    /// The texts of a list, each as `told` gives it, at most `count`; others of it are passed over.
    package func lines(_ key: String, count: Int, limit: Int) -> [String] {
        children(key).prefix(count).compactMap { child in
            guard case .string(let text) = tree.nodes[child].value else { return nil }
            return VisibleText.of(text, limit: limit)
        }
    }

    /// Bytes in base64, at most `limit`.
    package func bytes(_ key: String, limit: Int) throws(MessageError) -> [UInt8] {
        let text = try text(key)
        guard text.utf8.count <= limit / 3 * 4 + 4, let bytes = Base64Text.decode(text), bytes.count <= limit else {
            throw .badValue(key)
        }
        return bytes
    }

    // MARK: Numbers

    /// The whole number of a member; `nil` where it is none.
    package func integer(_ key: String) -> Int64? {
        guard case .number(let digits)? = value(key) else { return nil }
        return Int64(digits)
    }

    /// The whole number of a member, 0 or more; `nil` where it is none.
    package func number(_ key: String) -> Int? {
        integer(key).flatMap { $0 >= 0 ? Int($0) : nil }
    }

    /// Whole numbers from 0 to below `bound`, at most 64.
    package func numbers(_ key: String, below bound: Int) throws(MessageError) -> [Int] {
        guard case .array(let count)? = value(key), count <= 64 else { throw .missing(key) }
        var all: [Int] = []
        for child in children(key) {
            guard case .number(let digits) = tree.nodes[child].value, let number = Int(digits),
                (0..<bound).contains(number)
            else { throw .badValue(key) }
            all.append(number)
        }
        return all
    }

    // MARK: What holds others

    /// The members of a member that is an object; `nil` where there is none.
    package func members(_ key: String) throws(MessageError) -> MessageMembers? {
        guard let index = index(key) else { return nil }
        guard case .object = tree.nodes[index].value else { throw .badValue(key) }
        return MessageMembers(tree, index)
    }

    /// The objects of a list of at most `count`; empty where there is none.
    package func list(_ key: String, count: Int) throws(MessageError) -> [MessageMembers] {
        guard let value = value(key) else { return [] }
        guard case .array(let children) = value, children <= count else { throw .badValue(key) }
        var all: [MessageMembers] = []
        for child in self.children(key) {
            guard case .object = tree.nodes[child].value else { throw .badValue(key) }
            all.append(MessageMembers(tree, child))
        }
        return all
    }

    /// What is in a member that is a list.
    private func children(_ key: String) -> [Int] {
        guard let index = index(key), case .array = tree.nodes[index].value else { return [] }
        return tree.children(of: index)
    }
}
