// SPDX-License-Identifier: Apache-2.0
package import Compression
internal import Glibc

/// Why a source could not be read, followed or named. `code` is an errno; paths are as configured or found.
package enum IntakeError: Error, Sendable, Hashable {
    /// The file cannot be opened or its status asked for.
    case cannotOpen(path: String, code: Int32)
    /// Reading failed at `offset`, which counts bytes of the file itself.
    case cannotRead(path: String, offset: UInt64, code: Int32)
    /// A directory cannot be listed.
    case cannotList(path: String, code: Int32)
    /// Changes of a path cannot be waited for; polling still finds them.
    case cannotWatch(path: String, code: Int32)
    /// The path names a directory, a device or, where a file is to be followed, a pipe.
    case notAFile(path: String)
    /// The compressed content is damaged or asks for too much.
    case compressed(path: String, CompressionError)
    /// The file to follow is compressed; such a file does not grow by lines.
    case followsCompressed(path: String, CompressionFormat)
    /// The source ends before the offset at which reading was to begin.
    case endsBefore(path: String, offset: UInt64)
    /// A source in the configuration is not written as it must be.
    case badPattern(text: String, problem: SourcePatternProblem)
    /// A gateway's name, given or taken out of `path`, holds other characters than `[A-Za-z0-9._-]` or is too long.
    case badGateway(name: String, path: String)

    /// One line for people: what, where, and what to do.
    package var message: String {
        switch self {
        case .cannotOpen(let path, let code):
            "cannot open \(path): \(Self.reason(code)); \(Self.advice(code))"
        case .cannotRead(let path, let offset, let code):
            "cannot read \(path) at byte \(offset): \(Self.reason(code)); check the disk and try again"
        case .cannotList(let path, let code):
            "cannot list \(path): \(Self.reason(code)); \(Self.advice(code))"
        case .cannotWatch(let path, let code):
            "cannot wait for changes of \(path): \(Self.reason(code)); it is looked at every second instead"
        case .notAFile(let path):
            "\(path) is not a file; name a file that Suricata writes"
        case .compressed(let path, let cause):
            "\(path): \(cause.message)"
        case .followsCompressed(let path, let format):
            "\(path) is \(format.rawValue) data and cannot be followed; import it instead"
        case .endsBefore(let path, let offset):
            "\(path) ends before byte \(offset), where reading was to go on; import it from its beginning"
        case .badPattern(let text, let problem):
            "source \"\(text)\": \(problem.message)"
        case .badGateway(let name, let path):
            "gateway name \"\(name)\" of \(path) is not usable; use 1 to 64 letters, digits, dots, dashes or underscores"
        }
    }

    private static func reason(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }

    private static func advice(_ code: Int32) -> String {
        switch code {
        case EACCES, EPERM: "give this user the right to read it"
        case ENOENT, ENOTDIR: "check the path"
        case EMFILE, ENFILE: "raise the limit of open files"
        default: "try again"
        }
    }
}
