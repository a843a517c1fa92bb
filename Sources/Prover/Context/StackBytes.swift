// SPDX-License-Identifier: Apache-2.0

internal import CTSS2

// Structures of the stack to bytes as they stand on the wire, and back.

/// The most bytes of one structure.
private let structureLimit = 4096

/// Has `marshal` write a structure.
private func marshaled(
    _ marshal: (UnsafeMutablePointer<UInt8>?, Int, UnsafeMutablePointer<Int>) -> TSS2_RC
) throws(ProverError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: structureLimit)
    var count = 0
    let code = unsafe bytes.withUnsafeMutableBufferPointer { unsafe marshal($0.baseAddress, $0.count, &count) }
    guard code == 0 else { throw .contradiction("a structure that cannot be written (0x\(String(code, radix: 16)))") }
    return Array(bytes.prefix(count))
}

extension TPM2B_PUBLIC {
    /// `TPM2B_PUBLIC` with its count.
    func bytes() throws(ProverError) -> [UInt8] {
        var area = self
        return try unsafe marshaled { unsafe Tss2_MU_TPM2B_PUBLIC_Marshal(&area, $0, $1, $2) }
    }

    /// - Throws: `outOfBounds` for bytes that are none, or more.
    init(bytes: [UInt8]) throws(ProverError) {
        self.init()
        var offset = 0
        let code = unsafe Tss2_MU_TPM2B_PUBLIC_Unmarshal(bytes, bytes.count, &offset, &self)
        guard code == 0, offset == bytes.count else { throw .outOfBounds("a public area that is none") }
    }
}

extension TPM2B_PRIVATE {
    /// `TPM2B_PRIVATE` with its count: wrapped by its parent, so that nobody else can use it.
    func bytes() throws(ProverError) -> [UInt8] {
        var area = self
        return try unsafe marshaled { unsafe Tss2_MU_TPM2B_PRIVATE_Marshal(&area, $0, $1, $2) }
    }

    /// - Throws: `outOfBounds` for bytes that are none, or more.
    init(bytes: [UInt8]) throws(ProverError) {
        self.init()
        var offset = 0
        let code = unsafe Tss2_MU_TPM2B_PRIVATE_Unmarshal(bytes, bytes.count, &offset, &self)
        guard code == 0, offset == bytes.count else { throw .outOfBounds("a private area that is none") }
    }
}

extension TPM2B_ID_OBJECT {
    /// - Throws: `outOfBounds` for bytes that are none, or more.
    init(bytes: [UInt8]) throws(ProverError) {
        self.init()
        var offset = 0
        let code = unsafe Tss2_MU_TPM2B_ID_OBJECT_Unmarshal(bytes, bytes.count, &offset, &self)
        guard code == 0, offset == bytes.count else { throw .outOfBounds("a credential that is none") }
    }
}

extension TPM2B_ENCRYPTED_SECRET {
    /// - Throws: `outOfBounds` for bytes that are none, or more.
    init(bytes: [UInt8]) throws(ProverError) {
        self.init()
        var offset = 0
        let code = unsafe Tss2_MU_TPM2B_ENCRYPTED_SECRET_Unmarshal(bytes, bytes.count, &offset, &self)
        guard code == 0, offset == bytes.count else { throw .outOfBounds("a credential's secret that is none") }
    }
}

extension TPMT_SIGNATURE {
    /// `TPMT_SIGNATURE`.
    func bytes() throws(ProverError) -> [UInt8] {
        var signature = self
        return try unsafe marshaled { unsafe Tss2_MU_TPMT_SIGNATURE_Marshal(&signature, $0, $1, $2) }
    }
}

extension TPM2B_ATTEST {
    /// `TPMS_ATTEST`, without the count before it.
    var bytes: [UInt8] { unsafe withUnsafeBytes(of: attestationData) { unsafe Array($0.prefix(Int(size))) } }
}
