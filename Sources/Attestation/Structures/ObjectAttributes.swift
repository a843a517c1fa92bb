// SPDX-License-Identifier: Apache-2.0

/// What a key may do and where it came from: `TPMA_OBJECT` (TPM 2.0 Library, part 2, section 8.3).
package struct ObjectAttributes: OptionSet, Sendable, Hashable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let fixedTPM = ObjectAttributes(rawValue: 1 << 1)
    package static let stClear = ObjectAttributes(rawValue: 1 << 2)
    package static let fixedParent = ObjectAttributes(rawValue: 1 << 4)
    package static let sensitiveDataOrigin = ObjectAttributes(rawValue: 1 << 5)
    package static let userWithAuth = ObjectAttributes(rawValue: 1 << 6)
    package static let adminWithPolicy = ObjectAttributes(rawValue: 1 << 7)
    package static let noDA = ObjectAttributes(rawValue: 1 << 10)
    package static let encryptedDuplication = ObjectAttributes(rawValue: 1 << 11)
    package static let restricted = ObjectAttributes(rawValue: 1 << 16)
    package static let decrypt = ObjectAttributes(rawValue: 1 << 17)
    package static let sign = ObjectAttributes(rawValue: 1 << 18)

    /// The key was made in its TPM and never leaves it.
    package static let resident: ObjectAttributes = [.fixedTPM, .fixedParent, .sensitiveDataOrigin]

    private static let names: [(ObjectAttributes, String)] = [
        (.fixedTPM, "fixedTPM"), (.stClear, "stClear"), (.fixedParent, "fixedParent"),
        (.sensitiveDataOrigin, "sensitiveDataOrigin"), (.userWithAuth, "userWithAuth"),
        (.adminWithPolicy, "adminWithPolicy"), (.noDA, "noDA"), (.encryptedDuplication, "encryptedDuplication"),
        (.restricted, "restricted"), (.decrypt, "decrypt"), (.sign, "sign"),
    ]

    /// Requires attributes and forbids others; a resident key must not be one that can be carried to another TPM.
    func require(
        _ wanted: ObjectAttributes, not forbidden: ObjectAttributes, else reason: Reason
    ) throws(FailedCheck) {
        let refused = forbidden.union(.encryptedDuplication)
        guard isSuperset(of: wanted), isDisjoint(with: refused) else {
            throw FailedCheck(reason, expected: .text("\(wanted) without \(refused)"), found: .text("\(self)"))
        }
    }
}

extension ObjectAttributes: CustomStringConvertible {
    package var description: String {
        let known = Self.names.filter { contains($0.0) }.map(\.1)
        let rest = rawValue & ~Self.names.reduce(0) { $0 | $1.0.rawValue }
        return (known + (rest == 0 ? [] : ["0x\(String(rest, radix: 16))"])).joined(separator: "|")
    }
}
