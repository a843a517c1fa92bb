// SPDX-License-Identifier: Apache-2.0
internal import CLinux
internal import Glibc

/// The names in a directory.
package enum DirectoryListing {
    /// The names without `.` and `..`, in no order; none where there is no such directory (yet).
    ///
    /// Names that are not UTF-8 are left out, as they could not be shown or stored as they are.
    package static func names(in directory: String) throws(IntakeError) -> [String] {
        var names: [String] = []
        let outcome = unsafe withUnsafeMutablePointer(to: &names) { names in
            unsafe linux_list_directory(directory, names) { context, name in
                guard let context = unsafe context, let name = unsafe name else {
                    return 0
                }
                if let text = unsafe String(validatingCString: name) {
                    unsafe context.assumingMemoryBound(to: [String].self).pointee.append(text)
                }
                return 1
            }
        }
        guard outcome == 0 || outcome == -ENOENT || outcome == -ENOTDIR else {
            throw .cannotList(path: directory, code: -outcome)
        }
        return names
    }
}

/// A path's directory and last component, by text alone.
enum PathParts {
    static func split(_ path: String) -> (directory: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else {
            return (".", path)
        }
        let directory = slash == path.startIndex ? "/" : String(path[..<slash])
        return (directory, String(path[path.index(after: slash)...]))
    }

    static func join(_ directory: String, _ name: String) -> String {
        switch directory {
        case ".": name
        case "/": "/" + name
        default: directory + "/" + name
        }
    }
}
