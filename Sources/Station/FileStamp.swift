// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// By what is seen that a file has changed.
struct FileStamp: Equatable, Sendable {
    var path: String
    var size: Int?
    var changed: Date?

    init(_ path: String) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        self.path = path
        size = attributes?[.size] as? Int
        changed = attributes?[.modificationDate] as? Date
    }
}
