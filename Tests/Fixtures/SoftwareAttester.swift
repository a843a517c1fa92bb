// SPDX-License-Identifier: Apache-2.0

package import Attestation
package import Crypto

/// A key in this process that does what a TPM's would, so that one thing at a time can be made wrong.
package struct SoftwareAttester: Sendable {
    package let key: PrivateKey
    package var attributes: ObjectAttributes = [
        .fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth, .restricted, .sign,
    ]
    package var scheme: AlgorithmID = .ecdsa
    /// The hash of the scheme, as the area tells it; what signs is SHA-256.
    package var hash: AlgorithmID = .sha256

    /// A new key on P-256.
    package init() throws {
        key = try PrivateKey()
    }

    /// `TPM2B_PUBLIC`.
    package var area: [UInt8] {
        // A P-256 SubjectPublicKeyInfo ends with the point.
        let point = key.publicKey.der.suffix(64)
        var hash = scheme == .none ? [] : big(self.hash.rawValue)
        if scheme == .ecdaa { hash += big(0) }
        var area = big(AlgorithmID.ecc.rawValue) + big(AlgorithmID.sha256.rawValue)
        area += big(UInt16(attributes.rawValue >> 16)) + big(UInt16(attributes.rawValue & 0xffff))
        area += sized([]) + big(AlgorithmID.none.rawValue) + big(scheme.rawValue) + hash
        area +=
            big(3) + big(AlgorithmID.none.rawValue) + sized(Array(point.prefix(32))) + sized(Array(point.suffix(32)))
        return sized(area)
    }

    /// The Name of the key.
    package func name() throws -> [UInt8] { try PublicArea(sized: area).name() }

    /// `TPMT_SIGNATURE` over `message`.
    package func signature(of message: [UInt8]) throws -> [UInt8] {
        let der = try key.signature(of: message)
        var offset = 2
        func next() -> [UInt8] {
            let count = Int(der[offset + 1])
            defer { offset += 2 + count }
            return Array(der[offset + 2..<offset + 2 + count].drop { $0 == 0 })
        }
        return big(AlgorithmID.ecdsa.rawValue) + big(AlgorithmID.sha256.rawValue) + sized(next()) + sized(next())
    }

    /// A quote of registers of SHA-256.
    package func quote(_ values: [Int: [UInt8]], nonce: [UInt8], clock: TPMClock, log: [UInt8]? = nil) throws
        -> QuoteEvidence
    {
        let registers = values.keys.sorted()
        var bitmap: [UInt8] = [0, 0, 0]
        for register in registers { bitmap[register / 8] |= 1 << UInt8(register % 8) }
        let digest = DigestAlgorithm.sha256.digest(of: registers.flatMap { values[$0] ?? [] })
        let content = big(0) + big(1) + big(AlgorithmID.sha256.rawValue) + [3] + bitmap + sized(digest)
        let attest = try attest(0x8018, nonce: nonce, clock: clock, content)
        var named: [PCR: [UInt8]] = [:]
        for (register, value) in values { named[PCR(.sha256, register)] = value }
        return QuoteEvidence(
            attest: attest, signature: try signature(of: attest), keyArea: area, values: named, eventLog: log)
    }

    /// A certification of another key.
    package func certification(of other: SoftwareAttester, nonce: [UInt8]) throws -> SensorKey.Certification {
        let name = try other.name()
        let clock = TPMClock(clock: 1, resetCount: 1, restartCount: 0, firmware: 1)
        let attest = try attest(0x8017, nonce: nonce, clock: clock, sized(name) + sized(name))
        return SensorKey.Certification(
            attest: attest, signature: try signature(of: attest), publicArea: other.area)
    }

    private func attest(_ type: UInt16, nonce: [UInt8], clock: TPMClock, _ content: [UInt8]) throws -> [UInt8] {
        var attest: [UInt8] = [0xff, 0x54, 0x43, 0x47] + big(type) + sized(try name()) + sized(nonce)
        attest += big64(clock.clock) + big32(clock.resetCount) + big32(clock.restartCount)
        attest += [clock.isSafe ? 1 : 0] + big64(clock.firmware)
        return attest + content
    }
}

/// `bytes` as a TPM2B.
package func sized(_ bytes: [UInt8]) -> [UInt8] { big(UInt16(bytes.count)) + bytes }
private func big(_ number: UInt16) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xff)] }
private func big32(_ number: UInt32) -> [UInt8] { big(UInt16(number >> 16)) + big(UInt16(number & 0xffff)) }
private func big64(_ number: UInt64) -> [UInt8] {
    big32(UInt32(number >> 32)) + big32(UInt32(truncatingIfNeeded: number))
}
