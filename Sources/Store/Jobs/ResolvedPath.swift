// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Where a path leads to, whichever way it is written.
package enum ResolvedPath {
    /// The one way to write a path that begins with a slash: links followed, broken ones too, no `.`, `..`, nor slashes that mean nothing. What is not there yet is
    /// named by the folder that is, and the rest of its path.
    package static func of(_ path: String) -> String { of(path, linksMost: 40) }

    private static func of(_ path: String, linksMost: Int) -> String {
        var rest: [Substring] = []
        var parts = path.split(separator: "/")
        while true {
            if let whole = real("/" + parts.joined(separator: "/")) {
                let path = joined(whole, rest.reversed())
                // Behind a way back there may be links once more.
                return rest.contains("..") ? of(path, linksMost: linksMost) : path
            }
            if linksMost > 0, let target = target(of: "/" + parts.joined(separator: "/")) {
                let folder = target.hasPrefix("/") ? "" : "/" + parts.dropLast().joined(separator: "/") + "/"
                return of(
                    ([folder + target] + rest.reversed().map(String.init)).joined(separator: "/"),
                    linksMost: linksMost - 1)
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

    /// Where a link leads to, though nothing is there; `nil` where there is no link.
    private static func target(of path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &bytes, bytes.count)
        guard count > 0, count < bytes.count else { return nil }
        return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func real(_ path: String) -> String? {
        guard let found = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }
}
