// SPDX-License-Identifier: Apache-2.0

internal import CTSS2

/// A key that is in a TPM now, until its context lets go of it.
struct LoadedKey {
    let reference: ESYS_TR
    /// `TPM2B_PUBLIC` with its count.
    let area: [UInt8]
    let name: [UInt8]
    let isPolicyOnly: Bool
}

extension TPMContext {
    /// `TPM2_CreatePrimary`: the same template makes the same key again, as long as the hierarchy's seed stays.
    func primary(
        _ template: TPM2B_PUBLIC, under hierarchy: ESYS_TR, session: ESYS_TR = ESYS_TR_PASSWORD
    ) throws(ProverError) -> LoadedKey {
        var template = template
        var sensitive = TPM2B_SENSITIVE_CREATE()
        var outside = TPM2B_DATA()
        var registers = TPML_PCR_SELECTION()
        var reference: ESYS_TR = 0
        var area: UnsafeMutablePointer<TPM2B_PUBLIC>?
        try check(
            "TPM2_CreatePrimary",
            unsafe Esys_CreatePrimary(
                esys, hierarchy, session, ESYS_TR_NONE, ESYS_TR_NONE, &sensitive, &template, &outside, &registers,
                &reference,
                &area, nil, nil, nil))
        hold(reference)
        return try key(reference, try unsafe taken(area))
    }

    /// `TPM2_Create`: a new key, wrapped by its parent.
    ///
    /// - Parameters:
    ///   - secret: the new key's authorisation; on the bus only encrypted by the session.
    func create(
        _ template: TPM2B_PUBLIC, under parent: LoadedKey, secret: [UInt8] = [], session: ESYS_TR
    ) throws(ProverError) -> (area: TPM2B_PUBLIC, wrapped: TPM2B_PRIVATE) {
        var template = template
        var sensitive = TPM2B_SENSITIVE_CREATE()
        sensitive.sensitive.userAuth.size = try fill(&sensitive.sensitive.userAuth.buffer, secret)
        var outside = TPM2B_DATA()
        var registers = TPML_PCR_SELECTION()
        var wrapped: UnsafeMutablePointer<TPM2B_PRIVATE>?
        var area: UnsafeMutablePointer<TPM2B_PUBLIC>?
        try check(
            "TPM2_Create",
            unsafe Esys_Create(
                esys, parent.reference, session, ESYS_TR_NONE, ESYS_TR_NONE, &sensitive, &template, &outside,
                &registers,
                &wrapped, &area, nil, nil, nil))
        let made = try unsafe taken(wrapped)
        return (try unsafe taken(area), made)
    }

    /// `TPM2_Load`.
    func load(
        _ area: TPM2B_PUBLIC, _ wrapped: TPM2B_PRIVATE, under parent: LoadedKey, secret: [UInt8] = [],
        session: ESYS_TR = ESYS_TR_PASSWORD
    ) throws(ProverError) -> LoadedKey {
        var (area, wrapped) = (area, wrapped)
        var reference: ESYS_TR = 0
        try check(
            "TPM2_Load",
            unsafe Esys_Load(
                esys, parent.reference, session, ESYS_TR_NONE, ESYS_TR_NONE, &wrapped, &area, &reference))
        hold(reference)
        if !secret.isEmpty {
            var auth = TPM2B_AUTH()
            auth.size = try fill(&auth.buffer, secret)
            try check("Esys_TR_SetAuth", unsafe Esys_TR_SetAuth(esys, reference, &auth))
        }
        return try key(reference, area)
    }

    /// A key that stays in the TPM under a handle; it is not let go of.
    func persistent(_ handle: UInt32) throws(ProverError) -> LoadedKey {
        var reference: ESYS_TR = 0
        try check(
            "TPM2_ReadPublic",
            unsafe Esys_TR_FromTPMPublic(esys, handle, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &reference))
        var area: UnsafeMutablePointer<TPM2B_PUBLIC>?
        try check(
            "TPM2_ReadPublic",
            unsafe Esys_ReadPublic(esys, reference, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &area, nil, nil))
        return try key(reference, try unsafe taken(area))
    }

    /// `TPM2_ReadPublic`: the Qualified Name, which tells also where the key stands (TPM 2.0 Library, part 1, section 26.5).
    func qualifiedName(of key: LoadedKey) throws(ProverError) -> [UInt8] {
        var name: UnsafeMutablePointer<TPM2B_NAME>?
        try check(
            "TPM2_ReadPublic",
            unsafe Esys_ReadPublic(esys, key.reference, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, nil, nil, &name))
        let found = try unsafe taken(name)
        return bytes(found.name, found.size)
    }

    private func key(_ reference: ESYS_TR, _ area: TPM2B_PUBLIC) throws(ProverError) -> LoadedKey {
        var name: UnsafeMutablePointer<TPM2B_NAME>?
        try check("Esys_TR_GetName", unsafe Esys_TR_GetName(esys, reference, &name))
        let found = try unsafe taken(name)
        return LoadedKey(
            reference: reference, area: try area.bytes(), name: bytes(found.name, found.size),
            isPolicyOnly: area.publicArea.objectAttributes & TPMA_OBJECT(TPMA_OBJECT_USERWITHAUTH) == 0)
    }
}
