// SPDX-License-Identifier: Apache-2.0

import Fixtures
import Testing

@testable import Crypto

@Suite("What a file has of a key in a TPM") struct TSS2PrivateKeyTests {
    /// Made by tpm2-openssl 1.1.1 in an swtpm that is gone.
    static let sample = """
        -----BEGIN TSS2 PRIVATE KEY-----
        MIHwBgZngQUKAQOgAwEBAQIEQAAAAQRYAFYAIwALAAYAcgAAABAAEAADABAAILkJ
        g+njgsrb0ZPrXE77DoFi3u4RImF7PQvPL9nIAAjzACCKb96uXbk4fEwnM6jpr8ic
        Q3H3jS3loSVYrxIHebfxBgSBgAB+ACD5CKIwDZgu8EE5HfoZ/HfTUFdARN4RbZXi
        oTYyh06BrAAQQdkf1rGawBdK1rzzo9mwNu/VSJ21pl5m+hRlHph1kPUaMTnejKob
        vq+smT26ydLgNroiwefsTPkzPaPM6S7Lll62Pb14zvrk6yw1WAeMVFTQKMiUTaRp
        yfcs
        -----END TSS2 PRIVATE KEY-----

        """
    private let tcti = TCTI.usual

    private func changed(_ offset: Int, _ bytes: UInt8...) throws -> [UInt8] {
        var der = try TSS2PrivateKey(pem: Array(Self.sample.utf8)).der
        der.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        return der
    }

    @Test("is read without the TPM: its public half, its place, and the same text again")
    func read() throws {
        let key = try PrivateKey(pem: Array(("a line before\n" + Self.sample).utf8), tpm: tcti)
        #expect(key.place == .tpm(tcti))
        #expect(try key.pem() == Array(Self.sample.utf8))
        // A SubjectPublicKeyInfo ends with the point.
        #expect(key.publicKey.der.suffix(64).starts(with: [0xB9, 0x09, 0x83, 0xE9]))
        #expect(try PrivateKey(pem: PrivateKey().pem(), tpm: tcti).place == .file)
        // Where no TPM is expected, such as at the station, it is no key.
        #expect(throws: CryptoError.self) { try PrivateKey(pem: Array(Self.sample.utf8)) }
    }

    @Test("is refused where the key could leave the TPM, wants a password or a policy, or is of another kind")
    func refused() throws {
        let unsafe: [(Int, UInt8)] = [
            // fixedTPM, fixedParent, sensitiveDataOrigin and userWithAuth one by one; then neither; sign; restricted.
            (33, 0x70), (33, 0x62), (33, 0x52), (33, 0x32), (33, 0x00), (31, 0x02), (31, 0x07),
            // Kind, hash of the name, policy, curve.
            (27, 0x01), (29, 0x0C), (35, 0x01), (41, 0x04),
        ]
        for (offset, byte) in unsafe {
            let der = try changed(offset, byte)
            let error = #expect(throws: CryptoError.self) { try TSS2PrivateKey(der: der) }
            guard case .unsupportedKey? = error else {
                Issue.record("\(offset): \(String(describing: error))")
                continue
            }
        }
        // It has a password; it is of another type; it is followed by something.
        let whole = try changed(0, 0x30)
        for der in [try changed(15, 0x00), try changed(10, 0x05), whole + [0], [], [0x30, 0x00], [0x30, 0x80, 0, 0]] {
            #expect(throws: CryptoError.self) { try TSS2PrivateKey(der: der) }
        }
    }

    @Test("whatever else stands there is refused or the same key, and never more", arguments: [1, 2, 3])
    func noise(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let whole = try TSS2PrivateKey(pem: Array(Self.sample.utf8))
        for _ in 0..<5000 {
            var der = whole.der
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<der.count, using: &random)
                switch UInt8.random(in: 0...2, using: &random) {
                case 0: der[place] = UInt8.random(in: .min ... .max, using: &random)
                case 1: der.remove(at: place)
                default: der.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
                }
            }
            guard let key = try? TSS2PrivateKey(der: der) else { continue }
            #expect(key.point.count == 65 && key.der == der)
            // A point that is not on the curve is no key.
            _ = try? PrivateKey(pem: key.pem(), tpm: tcti)
        }
        for count in 0..<whole.der.count {
            #expect(throws: CryptoError.self) { try TSS2PrivateKey(der: Array(whole.der.prefix(count))) }
        }
    }

    @Test("only ways to a TPM that tpm2-tss brings are taken, and none that runs a program or a library of one's own")
    func ways() {
        for text in [
            "device:/dev/tpmrm0", "swtpm:host=127.0.0.1,port=2321", "tabrmd:bus_name=com.intel.tss2.Tabrmd", "device",
        ] {
            #expect(TCTI(text)?.text == text)
        }
        let long = "device:" + String(repeating: "x", count: TCTI.limit)
        for text in ["", "cmd:sh", "/tmp/own.so:x", "libtss2-tcti-device.so", "device:/dev/tpm 0", "device:\n", long] {
            #expect(TCTI(text) == nil, "\(text)")
        }
    }
}
