// SPDX-License-Identifier: Apache-2.0

internal import CTSS2

extension TPMContext {
    /// `TPM2_Startup`; whether it was this one that started it. Behind a kernel or firmware it was started long before.
    func startUp() throws(ProverError) -> Bool {
        let code = TPMCode(rawValue: unsafe Esys_Startup(esys, TPM2_SU(TPM2_SU_CLEAR)))
        if code.isOfTPM, code.plain == .initialize { return false }
        try check("TPM2_Startup", code.rawValue)
        return true
    }

    /// `TPM2_SelfTest` of what was not tested since the start.
    func selfTest() throws(ProverError) {
        let code = TPMCode(rawValue: unsafe Esys_SelfTest(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, 0))
        if code.isOfTPM, code.plain == .failure { throw .failed }
        try check("TPM2_SelfTest", code.rawValue)
    }

    /// Tells a TPM in failure mode from one that refused: a broken one answers nothing but capabilities and its test's result.
    func requireWorking() throws(ProverError) {
        var random: UnsafeMutablePointer<TPM2B_DIGEST>?
        let code = TPMCode(
            rawValue: unsafe Esys_GetRandom(esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, 8, &random))
        if code.isOfTPM, code.plain == .failure { throw .failed }
        try check("TPM2_GetRandom", code.rawValue)
        _ = try unsafe taken(random)
    }

    /// What the TPM says of itself.
    func nature() throws(ProverError) -> TPMNature {
        let values = try properties(from: Property.manufacturer, count: 8)
        func text(_ property: UInt32) -> String {
            let number = values[property] ?? 0
            let bytes = (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * UInt32($0))) }
            return String(String.UnicodeScalarView(bytes.filter { $0 > 0x20 && $0 < 0x7f }.map { UnicodeScalar($0) }))
        }
        let strings = (0..<4).map { text(Property.model + $0) }.joined()
        let firmware =
            UInt64(values[Property.firmware] ?? 0) << 32
            | UInt64(values[Property.firmware + 1] ?? 0)
        return TPMNature(manufacturer: text(Property.manufacturer), model: strings, firmware: firmware)
    }

    private func properties(from first: UInt32, count: UInt32) throws(ProverError) -> [UInt32: UInt32] {
        let list = unsafe try capability(UInt32(TPM2_CAP_TPM_PROPERTIES), from: first, count: count).data.tpmProperties
        let limit = Int(min(list.count, count))
        return unsafe withUnsafeBytes(of: list.tpmProperty) { raw in
            let properties = unsafe raw.bindMemory(to: TPMS_TAGGED_PROPERTY.self).prefix(limit)
            return unsafe Dictionary(properties.map { ($0.property, $0.value) }, uniquingKeysWith: { $1 })
        }
    }

    /// Handles of a range that something is at, at most `count`.
    func handles(from first: UInt32, to last: UInt32, count: UInt32) throws(ProverError) -> [UInt32] {
        let list = unsafe try capability(UInt32(TPM2_CAP_HANDLES), from: first, count: count).data.handles
        let limit = Int(min(list.count, count))
        return unsafe withUnsafeBytes(of: list.handle) { raw in
            unsafe raw.bindMemory(to: TPM2_HANDLE.self).prefix(limit).filter { $0 >= first && $0 <= last }
        }
    }

    private func capability(_ kind: UInt32, from first: UInt32, count: UInt32) throws(ProverError)
        -> TPMS_CAPABILITY_DATA
    {
        var more: TPMI_YES_NO = 0
        var found: UnsafeMutablePointer<TPMS_CAPABILITY_DATA>?
        try check(
            "TPM2_GetCapability",
            unsafe Esys_GetCapability(
                esys, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, TPM2_CAP(kind), first, count, &more, &found))
        return try unsafe taken(found)
    }
}

/// `TPM_PT` of what is asked for (TPM 2.0 Library, part 2, section 6.13). The stack's own names for them are sums, which Swift does not import.
private enum Property {
    static let manufacturer: UInt32 = 0x105
    /// The first of four, of four letters each.
    static let model: UInt32 = 0x106
    /// The upper half; the lower one is behind it.
    static let firmware: UInt32 = 0x10b
}

/// What a TPM says of itself, which proves nothing. Texts are visible ASCII.
package struct TPMNature: Sendable, Hashable {
    package let manufacturer: String
    package let model: String
    /// As the maker numbers it.
    package let firmware: UInt64
}
