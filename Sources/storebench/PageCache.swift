// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Glibc

/// The kernel's cache of a store's files.
enum PageCache {
    /// Drops what is cached of every file below `directory`, so that the next reader fetches it from the disk.
    ///
    /// Pages that a process has mapped stay, so no reader may be open; pages not written yet would stay too, so they are
    /// written first. Other programs' caches are left alone, which `/proc/sys/vm/drop_caches` would not do.
    static func drop(_ directory: String) {
        let files = FileManager.default.enumerator(atPath: directory)
        while let name = files?.nextObject() as? String {
            let descriptor = unsafe open(directory + "/" + name, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            fsync(descriptor)
            posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
            close(descriptor)
        }
    }
}
