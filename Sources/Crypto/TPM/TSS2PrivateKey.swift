// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// What a file has of a key on P-256 in a TPM: the public half, and the private half sealed by that TPM, which no other can open.
///
/// It is a value of bytes; no TPM is asked. Only keys are taken that say of themselves that they were made in their TPM and never leave
/// it, and that sign without a password. Whether the TPM agrees, it shows when it loads the key.
///
/// Sources: J. Bottomley, "ASN.1 Specification for TPM 2.0 Key Files", section 3; TCG, "TPM 2.0 Library, Part 2: Structures",
/// 8.3 (TPMA_OBJECT) and 12.2 (TPMT_PUBLIC).
struct TSS2PrivateKey: Hashable, Sendable {
    /// The most bytes of one, DER.
    static let sizeLimit = 4096
    private static let label = "TSS2 PRIVATE KEY"
    /// `id-loadablekey`: 2.23.133.10.1.3.
    private static let loadable: [UInt8] = [0x67, 0x81, 0x05, 0x0A, 0x01, 0x03]

    /// The file's bytes.
    let der: [UInt8]
    /// X and Y, 32 bytes each.
    private let coordinates: [UInt8]

    /// Whether a text holds one, whatever its state.
    static func isIn(_ pem: [UInt8]) -> Bool {
        let head = Array("-----BEGIN \(label)-----".utf8)
        return pem.split(separator: 0x0a).contains { $0.starts(with: head) }
    }

    /// The first one of a PEM text.
    init(pem: [UInt8]) throws(CryptoError) {
        ERR_clear_error()
        guard let bio = MemoryBIO(pem) else { throw .failed("read a key", reason: "no memory") }
        var start: UnsafeMutablePointer<UInt8>?
        var count = 0
        guard unsafe PEM_bytes_read_bio(&start, &count, nil, Self.label, bio.pointer, { _, _, _, _ in -1 }, nil) == 1,
            let start = unsafe start
        else { throw .unreadable(.privateKey, reason: CryptoError.takeReason()) }
        defer { unsafe crypto_free(start) }
        guard count <= Self.sizeLimit else { throw .tooLarge(.privateKey, limit: Self.sizeLimit) }
        try self.init(der: unsafe [UInt8](UnsafeBufferPointer(start: start, count: count)))
    }

    init(der: [UInt8]) throws(CryptoError) {
        guard let area = Self.publicArea(der) else {
            throw .unreadable(.privateKey, reason: "its form is not that of a key in a TPM")
        }
        coordinates = try Self.coordinates(area)
        self.der = der
    }

    /// The `TPMT_PUBLIC` in the bytes of a file; `nil` where it is no file, or of a key with a password or a policy.
    private static func publicArea(_ der: [UInt8]) -> ArraySlice<UInt8>? {
        var outside = DERReader(der[...])
        guard let inside = outside.take(0x30), outside.isAtEnd else { return nil }
        var reader = DERReader(inside)
        guard reader.take(0x06).map(Array.init) == loadable, let flag = reader.take(0xA0) else { return nil }
        var flagReader = DERReader(flag)
        guard let isOpen = flagReader.take(0x01), isOpen.count == 1, isOpen.first != 0, flagReader.isAtEnd,
            let parent = reader.take(0x02), (1...5).contains(parent.count),
            let sized = reader.take(0x04), let sealed = reader.take(0x04), !sealed.isEmpty, reader.isAtEnd
        else { return nil }
        // A `TPM2B_PUBLIC`: its length first.
        let count = sized.prefix(2).reduce(0) { $0 << 8 | Int($1) }
        return sized.count == count + 2 ? sized.dropFirst(2) : nil
    }

    private static func coordinates(_ area: ArraySlice<UInt8>) throws(CryptoError) -> [UInt8] {
        var rest = area
        func number(_ size: Int) -> Int? {
            guard rest.count >= size else { return nil }
            defer { rest = rest.dropFirst(size) }
            return rest.prefix(size).reduce(0) { $0 << 8 | Int($1) }
        }
        func coordinate() -> [UInt8]? {
            guard let size = number(2), size <= 32, rest.count >= size else { return nil }
            defer { rest = rest.dropFirst(size) }
            return [UInt8](repeating: 0, count: 32 - size) + rest.prefix(size)
        }
        // TPM_ALG_ECC, SHA-256 for its name, and no policy.
        guard number(2) == 0x0023 else { throw .unsupportedKey(.privateKey, found: "of another kind in a TPM") }
        guard number(2) == 0x000B, let attributes = number(4), number(2) == 0 else {
            throw .unsupportedKey(.privateKey, found: "a key in a TPM with a policy")
        }
        // fixedTPM, fixedParent, sensitiveDataOrigin, userWithAuth and sign, and not restricted.
        guard attributes & 0x5_0072 == 0x4_0072 else {
            throw .unsupportedKey(.privateKey, found: "not bound to the TPM that made it, or does not sign")
        }
        // No symmetric algorithm, no scheme, the curve, no derivation.
        guard number(2) == 0x0010, number(2) == 0x0010, number(2) == 0x0003, number(2) == 0x0010,
            let x = coordinate(), let y = coordinate(), rest.isEmpty
        else { throw .unsupportedKey(.privateKey, found: "on another curve in a TPM") }
        return x + y
    }

    /// The point, uncompressed (SEC 1, 2.3.3).
    var point: [UInt8] { [0x04] + coordinates }

    /// The file, as PEM.
    func pem() throws(CryptoError) -> [UInt8] {
        ERR_clear_error()
        guard let bio = MemoryBIO(), unsafe PEM_write_bio(bio.pointer, Self.label, "", der, der.count) > 0 else {
            throw .failed("write a key", reason: CryptoError.takeReason())
        }
        return bio.bytes
    }
}
