// SPDX-License-Identifier: Apache-2.0

internal import CCrypto
internal import EVE

/// The owner of an `X509`, and what is read from it.
@safe
struct CertificatePointer: ~Copyable {
    let pointer: OpaquePointer

    /// Takes over a reference.
    init(owning pointer: OpaquePointer) {
        unsafe self.pointer = pointer
    }

    /// Reads a certificate, with nothing behind it.
    init(der: [UInt8]) throws(CryptoError) {
        ERR_clear_error()
        var rest = 0
        let pointer = unsafe der.withUnsafeBufferPointer { bytes -> OpaquePointer? in
            var start = bytes.baseAddress
            let read = unsafe d2i_X509(nil, &start, bytes.count)
            if let start = unsafe start, let base = bytes.baseAddress { rest = unsafe bytes.count - (start - base) }
            return unsafe read
        }
        guard let pointer = unsafe pointer else { throw .unreadable(.certificate, reason: CryptoError.takeReason()) }
        guard rest == 0 else {
            unsafe X509_free(pointer)
            throw .unreadable(.certificate, reason: "there are bytes behind it")
        }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe X509_free(pointer)
    }

    borrowing func der() throws(CryptoError) -> [UInt8] {
        let pointer = unsafe pointer
        guard let der = encodedBytes({ unsafe crypto_certificate_der(pointer, &$0) }) else {
            throw .failed("write a certificate", reason: CryptoError.takeReason())
        }
        return der
    }

    var commonName: String? { unsafe SubjectText.commonName(of: X509_get_subject_name(pointer)) }

    var serial: [UInt8] {
        guard let number = unsafe X509_get0_serialNumber(pointer) else { return [] }
        let bytes = unsafe SubjectText.bytes(of: number, limit: 20) ?? []
        return Array(bytes.drop { $0 == 0 })
    }

    var notBefore: Instant? { unsafe Self.instant(X509_get0_notBefore(pointer)) }
    var notAfter: Instant? { unsafe Self.instant(X509_get0_notAfter(pointer)) }

    private static func instant(_ time: UnsafePointer<ASN1_TIME>?) -> Instant? {
        var seconds: Int64 = 0
        guard unsafe crypto_time_seconds(time, &seconds) == 1 else { return nil }
        return Instant(seconds: seconds)
    }

    var names: [SubjectName] {
        guard let found = unsafe X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else { return [] }
        let list = OpaquePointer(found)
        defer { unsafe GENERAL_NAMES_free(list) }
        var names: [SubjectName] = []
        for index in 0..<min(unsafe crypto_names_count(list), Int32(SubjectName.countLimit)) {
            guard let text = unsafe crypto_name_bytes(list, index),
                let bytes = unsafe SubjectText.bytes(of: text, limit: SubjectName.sizeLimit),
                let name = unsafe SubjectName(kind: crypto_name_kind(list, index), bytes: bytes)
            else { continue }
            names.append(name)
        }
        return names
    }
}
