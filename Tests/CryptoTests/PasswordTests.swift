// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Crypto

@Suite("PEM with a password") struct PasswordTests {
    private static func locked(_ label: String) -> [UInt8] {
        let body = [String(repeating: "QUJD", count: 16)].joined(separator: "\n")
        return Array(
            """
            -----BEGIN \(label)-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF

            \(body)
            -----END \(label)-----

            """.utf8)
    }

    @Test("is unreadable, and nobody is asked on the terminal for it")
    func refused() {
        let errors: [CryptoError?] = [
            error { () throws(CryptoError) in _ = try Certificate(pem: Self.locked("CERTIFICATE")) },
            error { () throws(CryptoError) in
                _ = try CertificateRequest(pem: Self.locked("CERTIFICATE REQUEST"))
            },
            error { () throws(CryptoError) in _ = try PrivateKey(pem: Self.locked("PRIVATE KEY")) },
        ]
        for case let error in errors {
            guard case .unreadable(_, let reason) = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
            #expect(reason.contains("password"), "\(reason)")
        }
    }

    private func error(_ body: () throws(CryptoError) -> Void) -> CryptoError? {
        do throws(CryptoError) {
            try body()
            return nil
        } catch { return error }
    }
}
