// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// What a try of a stream's job leaves in the folder of its output: files that were checked and released one after the other, and one that was not.
package struct StreamFiles {
    private let folder: String
    /// Names that were there when the try began.
    private let before: Set<String>
    private let wasThere: Bool

    /// To be made before the try begins.
    package init(folder: String) {
        self.folder = folder
        before = Set(Self.names(in: folder))
        wasThere = WorkerFiles.isThere(folder)
    }

    /// Whether a stream may go on here: nothing is at the path, or a folder, and no link to one.
    package var isFree: Bool {
        var status = stat()
        guard unsafe lstat(folder, &status) == 0 else { return true }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// Removes what was not released, whichever try left it, unless a worker that runs holds it; and the folder where this try made it and nothing else is in
    /// it.
    ///
    /// - Returns: how many files this try released, which stay.
    package func removePartial() -> Int {
        let names = Self.names(in: folder)
        let partial = names.filter { $0.hasSuffix(WorkerFiles.partial(of: ".mp4")) }
        for name in partial { _ = WorkerFiles.removeUnheld("\(folder)/\(name)") }
        // Only an empty one goes.
        if !wasThere { _ = unsafe rmdir(folder) }
        return Set(names).subtracting(partial).subtracting(before).count
    }

    /// Removes what this try made, released or not: its worker cannot be believed.
    ///
    /// - Returns: whether nothing of it is there any more.
    package func takeBack() -> Bool {
        for name in Self.names(in: folder) where !before.contains(name) {
            _ = WorkerFiles.removeUnheld("\(folder)/\(name)")
        }
        _ = removePartial()
        return Set(Self.names(in: folder)).isSubset(of: before)
    }

    private static func names(in folder: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }
}
