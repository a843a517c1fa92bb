// SPDX-License-Identifier: Apache-2.0

internal import CTSS2

/// A response code, of a TPM or of the stack above it (TPM 2.0 Library, part 2, section 6.6; TSS 2.0 Overview, section 3.11).
package struct TPMCode: Sendable, Hashable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// `TPM_RC_INITIALIZE`: it was started already, or not at all.
    package static let initialize = TPMCode(rawValue: 0x100)
    /// `TPM_RC_FAILURE`: of a foreign credential as well as of a broken TPM.
    package static let failure = TPMCode(rawValue: 0x101)
    /// `TPM_RC_INTEGRITY`: something wrapped is not this TPM's, or was changed.
    package static let integrity = TPMCode(rawValue: 0x9f)
    /// `TPM_RC_VALUE`.
    package static let value = TPMCode(rawValue: 0x84)
    /// `TPM_RC_HANDLE`: there is no such object.
    package static let handle = TPMCode(rawValue: 0x8b)
    /// `TPM_RC_SIZE`.
    package static let size = TPMCode(rawValue: 0x95)

    /// Whether the TPM itself gave it; the kernel's resource manager hands such codes on with a mark of its own.
    package var isOfTPM: Bool { rawValue >> 16 == 0 || rawValue >> 16 == 12 }

    /// The code without the number of the parameter, handle or session that it is about (part 2, section 6.6.3).
    package var plain: TPMCode {
        let code = rawValue & 0xffff
        return TPMCode(rawValue: code & 0x80 != 0 ? code & 0xbf : code & 0x97f)
    }

    /// The stack's words for it, in one line.
    package var words: String {
        guard let text = unsafe Tss2_RC_Decode(rawValue) else { return "no words for it" }
        return String(unsafe String(cString: text).prefix(200))
    }
}

extension TPMCode: CustomStringConvertible {
    package var description: String { "0x" + String(rawValue, radix: 16) }
}
