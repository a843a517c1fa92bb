// SPDX-License-Identifier: Apache-2.0

internal import Canvas
package import Query

/// A filter that was kept under a name, to be put on by a key.
package struct SavedView: Sendable, Hashable {
    /// At most so many characters.
    package static let nameLimit = 40
    /// So many are kept.
    package static let countLimit = 50

    /// What the chip says; names differ in more than case.
    package var name: String
    /// The filter in its language, so that times in it move with the clock.
    package var filter: String
    /// The key that puts it on, in notation; `nil` where it has none.
    package var key: String?
    /// Whether it is on when the console starts; one view is, at the most.
    package var isDefault: Bool

    package init(name: String, filter: String, key: String? = nil, isDefault: Bool = false) {
        self.name = name
        self.filter = filter
        self.key = key
        self.isDefault = isDefault
    }

    /// Whether it goes by this name.
    package func isCalled(_ other: String) -> Bool { name.lowercased() == other.lowercased() }

    /// Its chip.
    ///
    /// - Throws: what is wrong with its filter, as a file that was edited by hand can hold any text.
    package func chip() throws(FilterError) -> BarChip {
        BarChip(try FilterParser.parse(filter), view: name)
    }

    /// A name and, where the last word is one that views may have, a key; `nil` where there is no name.
    ///
    /// Function keys and those with Alt are taken: other keys are commands somewhere.
    static func nameAndKey(_ text: String) -> (name: String, key: String?)? {
        var words = text.split(separator: " ")
        var key: String?
        if words.count > 1, let last = words.last, let found = try? Key(notation: String(last)), isForViews(found) {
            key = KeyTable.text([found])
            words.removeLast()
        }
        let name = words.joined(separator: " ")
        return name.isEmpty ? nil : (String(name.prefix(nameLimit)), key)
    }

    private static func isForViews(_ key: Key) -> Bool {
        if case .function = key.code { return true }
        return key.modifiers.contains(.alt)
    }
}
