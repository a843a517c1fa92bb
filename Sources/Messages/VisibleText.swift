// SPDX-License-Identifier: Apache-2.0

/// Texts of the other side, made fit to be shown wherever they end up.
package enum VisibleText {
    /// At most `limit` characters, of which all but visible ones of ASCII are replaced by `?`.
    package static func of(_ text: String, limit: Int) -> String {
        let scalars = text.unicodeScalars.prefix(limit).map { " "..."~" ~= $0 ? $0 : "?" }
        return String(String.UnicodeScalarView(scalars))
    }
}
