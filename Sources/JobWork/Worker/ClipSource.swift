// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Glibc

/// What kind of thing an input is: by its name, and by what is at its path now. Links are followed, as workers follow them.
package enum ClipSource: Sendable, Hashable {
    /// An address, or a named pipe: it has no end, and its output is a folder of files.
    case stream
    /// A folder of images, whose output is a folder too.
    case folder
    /// Anything else; it may not be there.
    case file

    package static func of(_ input: String) -> ClipSource {
        if StreamAddress.isAddress(input) { return .stream }
        var status = stat()
        guard unsafe stat(input, &status) == 0 else { return .file }
        return switch status.st_mode & S_IFMT {
        case S_IFIFO: .stream
        case S_IFDIR: .folder
        default: .file
        }
    }
}
