// SPDX-License-Identifier: Apache-2.0

/// Something that a repair did, or would do.
package struct RepairAction: Sendable, Equatable {
    /// The file, from the data directory on.
    package var path: String
    package var what: String
    /// Whether something is gone, or still is not as it should be.
    package var isLoss: Bool

    init(_ path: String, _ what: String, isLoss: Bool = false) {
        self.path = path
        self.what = what
        self.isLoss = isLoss
    }

    /// The action in one line for a person.
    package var line: String { "\(path): \(what)" }
}
