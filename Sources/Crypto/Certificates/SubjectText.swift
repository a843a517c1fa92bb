// SPDX-License-Identifier: Apache-2.0

internal import CCrypto

/// What is read from the names of certificates and of requests.
enum SubjectText {
    /// The most characters of a common name: `ub-common-name` of RFC 5280, appendix A.1.
    static let commonNameLimit = 64

    /// The common name of a subject, without control characters; `nil` without one, with several, and for a longer one.
    static func commonName(of subject: OpaquePointer?) -> String? {
        guard let subject = unsafe subject else { return nil }
        let first = unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
        guard first >= 0, unsafe X509_NAME_get_index_by_NID(subject, NID_commonName, first) < 0,
            let entry = unsafe X509_NAME_get_entry(subject, first), let text = unsafe X509_NAME_ENTRY_get_data(entry)
        else { return nil }
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe ASN1_STRING_to_UTF8(&start, text)
        guard count > 0, let start = unsafe start else {
            ERR_clear_error()
            return nil
        }
        defer { unsafe crypto_free(start) }
        guard count <= 4 * commonNameLimit else { return nil }
        let name = unsafe String(decoding: UnsafeBufferPointer(start: start, count: Int(count)), as: UTF8.self)
        guard name.unicodeScalars.count <= commonNameLimit else { return nil }
        return visible(name)
    }

    /// `name` with U+FFFD for what is no visible character of its own: controls, formats and separators of lines.
    private static func visible(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                text.unicodeScalars.append("\u{FFFD}")
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// The bytes of a text or number of ASN.1; `nil` for more than `limit`.
    static func bytes(of text: UnsafePointer<ASN1_STRING>, limit: Int) -> [UInt8]? {
        let count = unsafe Int(ASN1_STRING_length(text))
        guard 0...limit ~= count, let start = unsafe ASN1_STRING_get0_data(text) else { return nil }
        return unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    }

    /// A subject that has a common name only, written to `subject`.
    ///
    /// - Throws: `unusableName` for an empty name, one of more than 64 characters and one with control characters.
    static func write(commonName: String, to subject: OpaquePointer?) throws(CryptoError) {
        let bytes = Array(commonName.utf8)
        guard 1...commonNameLimit ~= commonName.unicodeScalars.count, visible(commonName) == commonName else {
            throw .unusableName(commonName)
        }
        let added = unsafe X509_NAME_add_entry_by_NID(
            subject, NID_commonName, MBSTRING_UTF8, bytes, Int32(clamping: bytes.count), -1, 0)
        guard added == 1 else { throw .failed("write the name", reason: CryptoError.takeReason()) }
    }
}
