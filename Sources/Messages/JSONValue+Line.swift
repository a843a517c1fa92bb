// SPDX-License-Identifier: Apache-2.0

package import EVE

extension JSONValue {
    /// The value as a message: on one line, with its line feed.
    package var line: [UInt8] { bytes + [UInt8(ascii: "\n")] }

    /// Bytes in base64.
    package static func bytes(_ bytes: [UInt8]) -> JSONValue { .string(Base64Text.encode(bytes)) }
}
