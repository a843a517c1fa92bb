// SPDX-License-Identifier: Apache-2.0

internal import EVE

/// The members of a message, which came from outside.
struct MessageMembers {
    private let tree: EveTree

    /// The members of a JSON object of at most `limit` bytes.
    init(_ line: [UInt8], limit: Int) throws(EnrolmentMessageError) {
        guard line.count <= limit else { throw .tooLong(limit: limit) }
        guard let tree = try? EveTree.parse(line), case .object = tree.nodes[0].value else { throw .unreadable }
        self.tree = tree
    }

    private func value(_ key: String) -> EveTree.Value? { tree.child(key, of: 0).map { tree.nodes[$0].value } }

    /// Whether there is such a member, and it is not `null`.
    func has(_ key: String) -> Bool { value(key).map { $0 != .null } ?? false }

    /// The text of a member.
    func text(_ key: String) throws(EnrolmentMessageError) -> String {
        guard case .string(let text)? = value(key) else { throw .missing(key) }
        return text
    }

    /// The whole number of a member; `nil` where it is none.
    func number(_ key: String) -> Int? {
        guard case .number(let digits)? = value(key) else { return nil }
        return Int(digits)
    }
}
