// SPDX-License-Identifier: Apache-2.0

/// What a TPM says and signs: `TPMS_ATTEST` of a quote or a certified key (TPM 2.0 Library, part 2, section 10.12.8).
struct AttestedData {
    /// What it says it is.
    enum Content {
        /// `TPMS_QUOTE_INFO` (section 10.12.1).
        case quote(selection: [PCRSelection], digest: [UInt8])
        /// `TPMS_CERTIFY_INFO` (section 10.12.3).
        case certify(name: [UInt8], qualifiedName: [UInt8])
    }

    /// Which content is wanted; anything else is refused by its type.
    enum Kind: UInt16 {
        case quote = 0x8018
        case certify = 0x8017
    }

    /// `TPM_GENERATED_VALUE` (section 6.2): begins every structure that a TPM makes, and nothing that it signs for others.
    static let magic: [UInt8] = [0xff, 0x54, 0x43, 0x47]
    /// The most bytes of one.
    static let sizeLimit = 2048

    let qualifiedSigner: [UInt8]
    let extraData: [UInt8]
    let clock: TPMClock
    let content: Content

    /// Reads the whole of `bytes`.
    ///
    /// - Throws: `magic`, `attestType`, `malformed`, `trailingBytes`, whichever is met first.
    init(_ bytes: [UInt8], as kind: Kind) throws(FailedCheck) {
        guard bytes.count <= Self.sizeLimit else { throw FailedCheck(.malformed, found: .text("\(bytes.count) bytes")) }
        var reader = StructureReader(bytes)
        let magic = try reader.take(4)
        guard magic == Self.magic else { throw FailedCheck(.magic, expected: .bytes(Self.magic), found: .bytes(magic)) }
        let type = try reader.number16()
        guard type == kind.rawValue else {
            throw FailedCheck(
                .attestType, expected: .text("0x" + String(kind.rawValue, radix: 16)),
                found: .text("0x" + String(type, radix: 16)))
        }
        // TPM2B_NAME and TPM2B_DATA hold a TPMT_HA at most: a number and a digest of SHA-512.
        qualifiedSigner = try reader.sized(66)
        extraData = try reader.sized(66)
        clock = try TPMClock(&reader)
        switch kind {
        case .quote:
            content = .quote(selection: try PCRSelection.list(&reader), digest: try reader.sized(64))
        case .certify:
            content = .certify(name: try reader.sized(66), qualifiedName: try reader.sized(66))
        }
        try reader.finish()
    }
}
