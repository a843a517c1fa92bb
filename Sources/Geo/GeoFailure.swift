// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Why a file is no database of places that can be used.
package enum GeoFailure: Error, Sendable, Hashable {
    case missing(path: String)
    case unreadable(path: String, code: Int32)
    /// No ordinary file.
    case noFile(path: String)
    case tooLarge(path: String)
    /// It does not end as an MMDB file does.
    case noDatabase(path: String)
    case damaged(path: String, reason: String)
    /// A format that came after 2.
    case otherVersion(path: String, version: Int)
    /// It holds neither countries, nor cities, nor networks; `type` is what it calls itself.
    case wrongKind(path: String, type: String)

    /// The file.
    package var path: String {
        switch self {
        case .missing(let path), .unreadable(let path, _), .noFile(let path), .tooLarge(let path),
            .noDatabase(let path), .damaged(let path, _), .otherVersion(let path, _), .wrongKind(let path, _):
            path
        }
    }

    /// What is wrong with it.
    package var reason: String {
        switch self {
        case .missing: "there is no such file"
        case .unreadable(_, let code): "cannot be read: \(unsafe String(cString: strerror(code)))"
        case .noFile: "is no ordinary file"
        case .tooLarge: "has more than \(GeoDatabase.sizeLimit >> 20) MiB"
        case .noDatabase: "is no .mmdb file, or not all of one"
        case .damaged(_, let reason): "is damaged: \(reason)"
        case .otherVersion(_, let version): "is of version \(version) of the format; 2 is known"
        case .wrongKind(_, let type): "tells neither countries nor networks; it calls itself '\(type)'"
        }
    }

    /// What to do about it.
    package var help: String {
        switch self {
        case .missing, .noFile: "Give the path of an .mmdb file under 'geo' in the configuration."
        case .unreadable: "Make it readable for the user that runs Vedette."
        case .tooLarge: "Take one with less in it: country, city and ASN are enough."
        case .noDatabase: "If it is packed (.gz, .tar.gz), unpack it; else get it again."
        case .damaged: "Get it again from where it came."
        case .otherVersion: "A newer Vedette may read it."
        case .wrongKind: "Take a country, city or ASN database."
        }
    }
}
