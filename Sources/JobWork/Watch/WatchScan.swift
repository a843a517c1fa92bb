// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import EVE
internal import Glibc
internal import Intake

/// One watch folder, looked at time after time: which files in it are new and complete. It asks no inotify, which network file systems do not
/// serve; names and files in it are chosen by others. Folders in it are not looked into, and links not followed.
package struct WatchScan {
    /// A new file that is complete.
    package struct Found: Sendable, Hashable {
        package var name: String
        package var file: TakenFile
    }

    package let folder: WatchFolder
    /// Why the folder cannot be looked at, or not at all of it; empty while all is well.
    package private(set) var trouble = ""
    /// Files that are not complete yet, and since when they are as they are.
    private var growing: [String: (file: TakenFile, since: Double)] = [:]
    /// Files that need no look any more.
    private var done: [String: TakenFile] = [:]

    /// Names that are looked at; a folder with more of them has to be cleared first.
    private static let namesMost = 20_000

    package init(_ folder: WatchFolder) { self.folder = folder }

    /// What is new and complete: unchanged for the time that settles it, by the file's own time or by what was seen of it.
    ///
    /// - Parameter seconds: monotonic.
    package mutating func look(now: Instant, seconds: Double) -> [Found] {
        let names: [String]
        do throws(IntakeError) { names = try DirectoryListing.names(in: folder.folder) } catch {
            trouble = "\(folder.folder) is not watched: \(error.message)"
            return []
        }
        let isFull = names.count > Self.namesMost
        trouble = isFull ? "\(folder.folder) has more than \(Self.namesMost) names; clear it" : ""
        var found: [Found] = []
        var present: Set<String> = []
        for name in names.sorted().prefix(Self.namesMost) where ClipName.isClip(name) {
            guard let file = Self.file("\(folder.folder)/\(name)") else { continue }
            present.insert(name)
            if done[name] == file { continue }
            if isComplete(name, file, now: now, seconds: seconds) { found.append(Found(name: name, file: file)) }
        }
        growing = growing.filter { present.contains($0.key) }
        done = done.filter { present.contains($0.key) }
        return found
    }

    /// Notes that a file has become a job, or needs none.
    package mutating func settle(_ found: Found) {
        growing[found.name] = nil
        done[found.name] = found.file
    }

    private mutating func isComplete(
        _ name: String, _ file: TakenFile, now: Instant, seconds: Double
    ) -> Bool {
        let settle = Double(folder.settleSeconds)
        // What was renamed into the folder was written before.
        if Double(now.microseconds - file.modified) / 1e6 >= settle, growing[name].map({ $0.file == file }) ?? true {
            return true
        }
        if let known = growing[name], known.file == file { return seconds - known.since >= settle }
        growing[name] = (file, seconds)
        return false
    }

    /// What a regular file is now; `nil` for anything else.
    package static func file(_ path: String) -> TakenFile? {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return TakenFile(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
            modified: Int64(status.st_mtim.tv_sec) * 1_000_000 + Int64(status.st_mtim.tv_nsec) / 1000, path: path)
    }
}
