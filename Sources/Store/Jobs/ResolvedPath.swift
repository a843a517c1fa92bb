// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Where a path leads to, whichever way it is written.
package enum ResolvedPath {
    /// The one way to write a path that begins with a slash: links followed, no `.`, `..`, nor slashes that mean nothing. What is not there yet is named by the
    /// folder that is, and the rest of its path.
    package static func of(_ path: String) -> String {
        var rest: [Substring] = []
        var parts = path.split(separator: "/")
        while true {
            if let whole = real("/" + parts.joined(separator: "/")) {
                let path = joined(whole, rest.reversed())
                // Behind a way back there may be links once more.
                return rest.contains("..") ? of(path) : path
            }
            guard let last = parts.popLast() else { return path }
            rest.append(last)
        }
    }

    /// Whether something lies in a folder, however deep; both are resolved.
    package static func lies(_ path: String, in folder: String) -> Bool {
        path.hasPrefix(folder == "/" ? folder : folder + "/") && path != folder
    }

    /// Goes on by names of which none is there.
    private static func joined(_ folder: String, _ names: [Substring]) -> String {
        var parts = folder.split(separator: "/")
        for name in names where name != "." {
            if name == ".." { _ = parts.popLast() } else { parts.append(name) }
        }
        return "/" + parts.joined(separator: "/")
    }

    private static func real(_ path: String) -> String? {
        guard let found = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}
