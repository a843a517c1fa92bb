// SPDX-License-Identifier: Apache-2.0

/// Addresses of streams, `rtsp://name:password@camera/1`.
package enum StreamAddress {
    /// Whether an input is named by an address, and not by a path.
    package static func isAddress(_ input: String) -> Bool { input.contains("://") }

    /// An address without the name and password that may be in it, for all that is kept or shown; a path as it is. A password may have any sign in it, so
    /// all up to the last `@` goes: rather the host is not told than a password is.
    package static func told(_ input: String) -> String {
        guard let mark = input.firstRange(of: "://") else { return input }
        let rest = input[mark.upperBound...]
        guard let at = rest.lastIndex(of: "@") else { return input }
        return input[..<mark.upperBound] + "...@" + rest[rest.index(after: at)...]
    }
}
