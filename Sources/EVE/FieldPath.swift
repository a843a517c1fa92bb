// SPDX-License-Identifier: Apache-2.0

/// The way to a field of an event: the keys from the root down, written `alert.metadata.cve`.
///
/// Arrays on the way have no key of their own: a path leads through all their elements, so it may lead to several
/// values. A key that holds a dot cannot be named.
package struct FieldPath: Hashable, Sendable {
    /// How many keys a path may have.
    package static let depthLimit = 16

    /// The keys, from the root down: 1...16, none empty.
    package let keys: [String]

    /// The path that `dotted` writes; `nil` if it has no key, an empty key or too many.
    package init?(_ dotted: String) {
        self.init(
            keys: dotted.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map {
                String($0) ?? ""
            })
    }

    /// The path of these keys; `nil` if there is none, an empty one or too many.
    package init?(keys: [String]) {
        guard 1...Self.depthLimit ~= keys.count, keys.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.keys = keys
    }
}

extension FieldPath: CustomStringConvertible {
    /// The path as it is written: keys with dots between them.
    package var description: String { keys.joined(separator: ".") }
}
