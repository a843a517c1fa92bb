// SPDX-License-Identifier: Apache-2.0

package import Foundation

/// Data that lies beside the repository and is no part of it.
package enum SharedMaterial {
    /// Its folder: the environment's VEDETTE_SHARED, or `shared` beside the repository.
    package static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["VEDETTE_SHARED"] { return URL(filePath: path) }
        return URL(filePath: #filePath).appending(path: "../../../../shared").standardized
    }()

    /// Whether tests of what is at `path` are to run: where it is absent they are skipped, but not by CI, which has it.
    package static func isExpected(_ path: String) -> Bool {
        ProcessInfo.processInfo.environment["CI"] == "true"
            || FileManager.default.fileExists(atPath: folder.appending(path: path).path)
    }
}
