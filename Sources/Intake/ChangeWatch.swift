// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// Wakes a thread that waits in poll(2) when a followed file may have changed; a hint, never a promise.
///
/// It uses inotify, which network file systems do not serve and which a system may have run out of. So the caller looks
/// at its files at least every second in any case, and this only makes it look sooner.
package struct ChangeWatch: ~Copyable {
    /// What to wait for with poll(2) until it is readable; -1, which poll(2) passes over, where there is no inotify.
    package let descriptor: Int32
    /// Why some path is only polled, if one is; the last such reason.
    package private(set) var problem: IntakeError?

    /// The paths watched, by directory.
    private var paths: [String: Set<String>] = [:]
    /// The directories by the number of their watch.
    private var directories: [Int32: String] = [:]
    /// Paths for which a watch is to be set (again).
    private var unarmed: Set<String> = []

    /// A watch of nothing yet.
    package init() {
        let outcome = linux_inotify()
        descriptor = outcome < 0 ? -1 : outcome
        if outcome < 0 {
            problem = .cannotWatch(path: "files", code: -outcome)
        }
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
        }
    }

    /// Watches a file, its rotations and its coming into being; it need not exist.
    package mutating func watch(_ path: String) {
        paths[PathParts.split(path).directory, default: []].insert(path)
        arm(path)
    }

    /// Takes all waiting changes; whether any of them may concern a watched file.
    package mutating func drain() -> Bool {
        guard descriptor >= 0 else {
            return false
        }
        var changes: [Change] = []
        let most = 64
        for _ in 0..<most {
            let count = unsafe withUnsafeMutablePointer(to: &changes) { changes in
                unsafe linux_inotify_drain(descriptor, changes) { context, watch, name in
                    guard let context = unsafe context, let name = unsafe name else {
                        return
                    }
                    // A name that is not UTF-8 is nobody's; it counts as a change of the directory itself.
                    let text = unsafe String(validatingCString: name) ?? ""
                    unsafe context.assumingMemoryBound(to: [Change].self).pointee
                        .append(Change(watch: watch, name: text))
                }
            }
            guard count > 0 else {
                break
            }
        }
        var concerns = false
        for change in changes where take(change) {
            concerns = true
        }
        for path in unarmed {
            arm(path)
        }
        return concerns
    }

    private struct Change {
        var watch: Int32
        var name: String
    }

    /// Whether a change may concern a watched file; notes which watches it has made useless.
    private mutating func take(_ change: Change) -> Bool {
        guard change.watch >= 0 else {
            // The kernel dropped changes: everything may have changed.
            unarmed.formUnion(paths.values.joined())
            return true
        }
        guard let directory = directories[change.watch] else {
            // A file's own watch: it grew, was emptied, renamed or removed.
            return true
        }
        guard !change.name.isEmpty else {
            unarmed.formUnion(paths[directory] ?? [])
            return true
        }
        var concerns = false
        for path in paths[directory] ?? [] {
            let name = PathParts.split(path).name
            if change.name == name {
                unarmed.insert(path)
                concerns = true
            } else if SiblingName(change.name, of: name) != nil {
                concerns = true
            }
        }
        return concerns
    }

    private mutating func arm(_ path: String) {
        guard descriptor >= 0 else {
            return
        }
        let directory = PathParts.split(path).directory
        let directoryWatch = unsafe linux_inotify_watch_directory(descriptor, directory)
        if directoryWatch >= 0 {
            directories[directoryWatch] = directory
        }
        let fileWatch = unsafe linux_inotify_watch_file(descriptor, path)
        for outcome in [directoryWatch, fileWatch] where outcome < 0 && outcome != -ENOENT && outcome != -ENOTDIR {
            problem = .cannotWatch(path: path, code: -outcome)
        }
        // A file that is missing announces itself through its directory; a missing directory is tried again.
        if directoryWatch >= 0 {
            unarmed.remove(path)
        } else {
            unarmed.insert(path)
        }
    }
}
