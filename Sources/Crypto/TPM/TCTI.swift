// SPDX-License-Identifier: Apache-2.0

/// The way to a TPM, as tpm2-tss writes it: `device:/dev/tpmrm0`, `swtpm:path=/run/tpm.sock`.
///
/// Only ways that tpm2-tss brings are taken: the text names a library that is loaded, and some of them run programs.
///
/// Source: tpm2-tss, man page tss2-tctildr(3).
package struct TCTI: Hashable, Sendable {
    /// The most characters of it.
    package static let limit = 200
    /// The kernel's own, which keeps those who use it apart.
    package static let usual = TCTI(known: "device:\(device)")
    /// Where the kernel shows a TPM that there is.
    package static let device = "/dev/tpmrm0"
    /// What may stand in front of the first colon.
    package static let kinds = ["device", "swtpm", "mssim", "tabrmd"]

    /// As tpm2-tss reads it.
    package let text: String

    /// `nil` for what is no such text, or of a kind that is not taken.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.limit, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
            Self.kinds.contains(String(text.prefix { $0 != ":" }))
        else { return nil }
        self.text = text
    }

    private init(known text: String) { self.text = text }
}

extension TCTI: CustomStringConvertible {
    package var description: String { text }
}

/// Where a private key lies.
package enum KeyPlace: Hashable, Sendable {
    /// In the file itself, in the clear.
    case file
    /// In a TPM; the file has what only that TPM can use.
    case tpm(TCTI)
}

extension KeyPlace: CustomStringConvertible {
    package var description: String {
        switch self {
        case .file: "file"
        case .tpm(let tcti): "TPM (\(tcti))"
        }
    }
}
