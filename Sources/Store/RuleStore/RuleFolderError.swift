// SPDX-License-Identifier: Apache-2.0

package import Rules

/// Why a folder of rules was not read or written.
package enum RuleFolderError: Error, Sendable, Equatable {
    /// The folder or one of its files could not be read or written.
    case file(StoreError)
    /// The index cannot be understood.
    case index(path: String, reason: String)
    /// Files were changed since the last export, and would be overwritten; the first of them, and how many in all.
    case edited(path: RulePath, count: Int)
    /// There is more in the folder than is read: `limit` files, or bytes.
    case tooMuch(what: String, limit: Int)

    /// One line for people: what is wrong, and how to mend it.
    package var message: String {
        switch self {
        case .file(.diskFull(let path)):
            "no space left for \(path); free some and export again"
        case .file(let error): error.message
        case .index(let path, let reason):
            "\(path): \(reason); mend it, or remove it to begin anew"
        case .edited(let path, let count):
            "\(path.text)\(count > 1 ? " and \(count - 1) more" : "") changed since the last export; "
                + "import them first, or export over them"
        case .tooMuch(let what, let limit):
            "there are more than \(limit) \(what) in the folder; divide it"
        }
    }
}
