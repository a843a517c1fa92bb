// SPDX-License-Identifier: Apache-2.0

/// The rule for names of gateways, which stand in paths, columns and certificates.
package enum GatewayName {
    /// How many characters a name has at most.
    package static let lengthLimit = 64

    /// Whether `name` is made of 1 to 64 ASCII letters, digits, dots, dashes and underscores, and is not `.` or `..`.
    package static func isValid(_ name: String) -> Bool {
        let bytes = name.utf8
        guard !bytes.isEmpty, bytes.count <= lengthLimit, name != ".", name != ".." else {
            return false
        }
        return bytes.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
            default: false
            }
        }
    }
}
