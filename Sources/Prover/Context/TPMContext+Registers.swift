// SPDX-License-Identifier: Apache-2.0

internal import CTSS2
internal import Crypto

/// Registers of a bank, as a verifier asks for them and a TPM takes them.
package struct RegisterSelection: Sendable, Hashable {
    /// `TPM_ALG_ID` of the bank's hash.
    package let bank: UInt16
    /// In rising order, each once, `0..<24`.
    package let registers: [Int]

    /// - Throws: `outOfBounds` for a register that no TPM of a PC has, and for none at all.
    package init(bank: UInt16, registers: [Int]) throws(ProverError) {
        guard !registers.isEmpty, registers.allSatisfy({ (0..<24).contains($0) }) else {
            throw .outOfBounds("registers \(registers.prefix(4))")
        }
        self.bank = bank
        self.registers = Set(registers).sorted()
    }
}

/// One register's value.
package struct RegisterValue: Sendable, Hashable {
    package let bank: UInt16
    package let index: Int
    package let value: [UInt8]
}

extension TPMContext {
    /// The most banks of a question (`TPM2_NUM_PCR_BANKS`).
    private static let bankLimit = 16
    /// How often a quote is made again where registers are extended meanwhile.
    private static let quoteTries = 5

    /// `TPM2_Quote`, with the values that it is of.
    func quote(
        _ selection: [RegisterSelection], by attester: LoadedKey, nonce: [UInt8]
    ) throws(ProverError) -> (signed: SignedAttest, values: [RegisterValue]) {
        var list = try Self.list(selection)
        var data = TPM2B_DATA()
        data.size = try fill(&data.buffer, nonce)
        var scheme = TPMT_SIG_SCHEME()
        scheme.scheme = TPM2_ALG_NULL
        for _ in 0..<Self.quoteTries {
            var attest: UnsafeMutablePointer<TPM2B_ATTEST>?
            var signature: UnsafeMutablePointer<TPMT_SIGNATURE>?
            try check(
                "TPM2_Quote",
                unsafe Esys_Quote(
                    esys, attester.reference, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &data, &scheme, &list,
                    &attest,
                    &signature))
            let signed = SignedAttest(
                attest: try unsafe taken(attest).bytes, signature: try unsafe taken(signature).bytes())
            var values: [RegisterValue] = []
            for bank in selection { values += try read(bank) }
            // The digest of the registers ends the structure (TPM 2.0 Library, part 2, sections 10.12.1 and 10.12.8).
            let digest = DigestAlgorithm.sha256.digest(of: values.flatMap(\.value))
            if signed.attest.suffix(digest.count).elementsEqual(digest) { return (signed, values) }
        }
        throw .contradiction("the registers change faster than they can be quoted")
    }

    /// `TPM2_PCR_Read`, as often as it takes: a TPM gives eight values at a time.
    func read(_ selection: RegisterSelection) throws(ProverError) -> [RegisterValue] {
        var values: [RegisterValue] = []
        var left = selection.registers[...]
        while !left.isEmpty {
            var list = try Self.list([RegisterSelection(bank: selection.bank, registers: Array(left.prefix(8)))])
            var given: UnsafeMutablePointer<TPML_PCR_SELECTION>?
            var digests: UnsafeMutablePointer<TPML_DIGEST>?
            try check(
                "TPM2_PCR_Read",
                unsafe Esys_PCR_Read(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &list, nil, &given, &digests))
            _ = try unsafe taken(given)
            let found = try Self.digests(unsafe taken(digests))
            guard !found.isEmpty, found.count <= left.count else {
                throw .outOfBounds("a bank 0x\(String(selection.bank, radix: 16)) with register \(left.first ?? 0)")
            }
            for value in found {
                values.append(RegisterValue(bank: selection.bank, index: left.removeFirst(), value: value))
            }
        }
        return values
    }

    private static func digests(_ list: TPML_DIGEST) -> [[UInt8]] {
        unsafe withUnsafeBytes(of: list.digests) { raw in
            unsafe raw.bindMemory(to: TPM2B_DIGEST.self).prefix(Int(list.count)).map { bytes($0.buffer, $0.size) }
        }
    }

    private static func list(_ selection: [RegisterSelection]) throws(ProverError) -> TPML_PCR_SELECTION {
        guard (1...bankLimit).contains(selection.count) else { throw .outOfBounds("\(selection.count) banks") }
        var list = TPML_PCR_SELECTION()
        list.count = UInt32(selection.count)
        unsafe withUnsafeMutableBytes(of: &list.pcrSelections) { raw in
            let slots = unsafe raw.bindMemory(to: TPMS_PCR_SELECTION.self)
            for (index, bank) in selection.enumerated() {
                var slot = TPMS_PCR_SELECTION()
                slot.hash = bank.bank
                slot.sizeofSelect = 3
                unsafe withUnsafeMutableBytes(of: &slot.pcrSelect) { bits in
                    for register in bank.registers { unsafe bits[register / 8] |= 1 << UInt8(register % 8) }
                }
                unsafe slots[index] = slot
            }
        }
        return list
    }
}
