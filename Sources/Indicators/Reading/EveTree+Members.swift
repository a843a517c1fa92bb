// SPDX-License-Identifier: Apache-2.0

internal import EVE

extension EveTree {
    /// The text of the scalar member `key` of the root; `nil` if there is none or it is `null`.
    func text(_ key: String) -> String? {
        guard let index = child(key, of: 0), let scalar = nodes[index].value.scalar, scalar != .null else { return nil }
        return scalar.text
    }

    /// The text of the member `key` of the root, if it is a string; otherwise an empty one.
    func string(_ key: String) -> String {
        guard let index = child(key, of: 0), case .string(let text) = nodes[index].value else { return "" }
        return text
    }

    /// Whether the member `key` of the root is true, be it written as a number.
    func isTrue(_ key: String) -> Bool {
        ["true", "1"].contains(text(key)?.lowercased())
    }

    /// Whether the member `key` of the root is false, be it written as a number.
    func isFalse(_ key: String) -> Bool {
        ["false", "0"].contains(text(key)?.lowercased())
    }

    /// The strings in the array `key` of the root, or those under `name` of the objects in it.
    func strings(_ key: String, _ name: String? = nil) -> [String] {
        guard let array = child(key, of: 0), case .array = nodes[array].value else { return [] }
        return children(of: array).prefix(Indicator.tagCountLimit).compactMap { index in
            guard let index = name.map({ child($0, of: index) }) ?? index, case .string(let text) = nodes[index].value
            else { return nil }
            return text
        }
    }
}
