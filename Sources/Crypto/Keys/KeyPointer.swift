// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// The owner of an `EVP_PKEY`, private or public.
@safe
struct KeyPointer: ~Copyable {
    let pointer: OpaquePointer

    /// Takes over a reference.
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe EVP_PKEY_free(pointer)
    }

    /// Throws `unsupportedKey` unless it is a key on P-256 by its name, not by parameters of its own.
    borrowing func requireP256(_ subject: CryptoError.Subject) throws(CryptoError) {
        guard unsafe EVP_PKEY_is_a(pointer, "EC") == 1 else {
            let name = unsafe EVP_PKEY_get0_type_name(pointer).map { unsafe String(cString: $0) }
            throw .unsupportedKey(subject, found: CryptoError.bounded(name ?? "of an unknown kind"))
        }
        var group = [CChar](repeating: 0, count: 80)
        var count = 0
        let found = unsafe EVP_PKEY_get_group_name(pointer, &group, group.count, &count)
        let name = String(decoding: group.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard found == 1, name == "prime256v1" || name == "P-256" else {
            throw .unsupportedKey(subject, found: found == 1 ? CryptoError.bounded(name) : "on a curve without a name")
        }
    }
}
