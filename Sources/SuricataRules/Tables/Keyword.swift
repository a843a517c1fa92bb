// SPDX-License-Identifier: Apache-2.0

/// What is known about one keyword of Suricata's rule language.
package struct Keyword: Hashable, Sendable {
    /// What the keyword does to the options around it.
    package enum Use: Hashable, Sendable {
        /// Says something about the signature and matches nothing.
        case meta
        /// Narrows the `content` before it.
        case contentModifier
        /// The old way to choose a buffer: names the one that the `content` before it looks into.
        case bufferModifier
        /// The new way to choose a buffer: all that follows looks into it.
        case sticky
        /// Changes the bytes of the sticky buffer before it.
        case transform
        /// Matches by itself.
        case match
    }

    /// Whether a value stands behind it.
    package enum Value: Hashable, Sendable {
        case none, required, optional
        /// None in Suricata 7, an optional one since 8.
        case optionalSince8
    }

    /// Whether the value stands in double quotes.
    package enum Quotes: Hashable, Sendable {
        case never, sometimes, always
    }

    /// The keyword in lower case.
    package let name: String
    package let use: Use
    package let value: Value
    package let quotes: Quotes
    /// Whether Suricata 7 does not know it.
    package let isSince8: Bool
    /// Whether Suricata 8 does not know it any more.
    package let isGoneIn8: Bool
}
