// SPDX-License-Identifier: Apache-2.0

internal import Attestation
internal import Crypto
internal import Fixtures
internal import Testing

@Suite("Keys in TPMs")
struct KeyTests {
    private let nonce = [UInt8](repeating: 4, count: 32)

    private func sensor() throws -> SoftwareAttester {
        var sensor = try SoftwareAttester()
        sensor.attributes.remove(.restricted)
        return sensor
    }

    @Test func aCertifiedKeyIsASensorKey() throws {
        let attester = try SoftwareAttester(), sensor = try sensor()
        let key = try AttestationKey(checking: PublicArea(sized: attester.area))
        let certification = try attester.certification(of: sensor, nonce: nonce)
        let certified = try SensorKey(certification, by: key, nonce: nonce)
        #expect(try certified.name == sensor.name())
    }

    @Test func anotherNonceAnotherKeyAndARestrictedKeyAreRefused() throws {
        let attester = try SoftwareAttester(), sensor = try sensor()
        let key = try AttestationKey(checking: PublicArea(sized: attester.area))
        let certification = try attester.certification(of: sensor, nonce: nonce)
        expect(.nonce) { try SensorKey(certification, by: key, nonce: [1]) }
        expect(.nonce) { try SensorKey(certification, by: key, nonce: []) }
        var swapped = certification
        swapped.publicArea = try self.sensor().area
        expect(.certifiedName) { try SensorKey(swapped, by: key, nonce: nonce) }
        let other = try SoftwareAttester()
        let restricted = try attester.certification(of: other, nonce: nonce)
        expect(.keyAttributes) { try SensorKey(restricted, by: key, nonce: nonce) }
    }

    @Test(arguments: [AlgorithmID.ecdh, .ecdaa, .rsassa])
    func aSensorKeyWhoseSchemeDoesNotSignAsItShouldIsRefused(scheme: AlgorithmID) throws {
        var sensor = try sensor()
        sensor.scheme = scheme
        let area = try PublicArea(sized: sensor.area)
        expect(.weakAlgorithm) { try SensorKey(checking: area) }
        sensor.scheme = .none
        _ = try SensorKey(checking: PublicArea(sized: sensor.area))
    }

    @Test func aSensorKeyThatSignsBySHA1IsRefused() throws {
        var sensor = try sensor()
        sensor.hash = .sha1
        let area = try PublicArea(sized: sensor.area)
        expect(.weakAlgorithm) { try SensorKey(checking: area) }
    }

    @Test func aNameIsOfEveryByteOfTheArea() throws {
        let attester = try SoftwareAttester()
        var other = attester
        other.attributes.insert(.noDA)
        #expect(try attester.name() != other.name())
        #expect(try attester.name().count == 34)
    }

    /// NIST's example of the derivation in counter mode is what TPMs call KDFa, but for the order of its fields; these are lengths and bindings.
    @Test func derivedKeysDependOnEveryPart() {
        let key = KeyDerivation.kdfa(.sha256, key: [1], label: "STORAGE", context: [2], bits: 128)
        #expect(key.count == 16)
        #expect(key != KeyDerivation.kdfa(.sha256, key: [1], label: "STORAGE", context: [3], bits: 128))
        #expect(key != KeyDerivation.kdfa(.sha256, key: [1], label: "INTEGRITY", context: [2], bits: 128))
        let long = KeyDerivation.kdfe(.sha256, z: [1], label: "IDENTITY", partyU: [2], partyV: [3], bits: 512)
        #expect(long.count == 64)
        #expect(
            long.prefix(32)
                == KeyDerivation.kdfe(.sha256, z: [1], label: "IDENTITY", partyU: [2], partyV: [3], bits: 256)[...])
    }

    @Test func aModulusOfTheFlawedGeneratorIsKnown() {
        // A power of 65537 is one modulo every prime.
        var power: [UInt8] = [1]
        for _ in 0..<128 {
            // times 2^16 + 1
            var sum = power + [0, 0]
            var carry = 0
            for index in power.indices.reversed() {
                let total = Int(sum[index + 2]) + Int(power[index]) + carry
                sum[index + 2] = UInt8(total & 0xff)
                carry = total >> 8
            }
            if carry > 0 {
                let total = Int(sum[1]) + carry
                sum[1] = UInt8(total & 0xff)
                sum[0] = sum[0] &+ UInt8(total >> 8)
            }
            power = sum
        }
        #expect(FlawedModulus.hasMark(power))
        var other = power
        other[other.count - 1] ^= 2
        #expect(!FlawedModulus.hasMark(other))
    }

    @Test func sharedSecretsAreTheSameOnBothSides() throws {
        for curve in EllipticCurve.allCases {
            let x = try PeerKey(curve: curve, x: Array(curve.base.x), y: Array(curve.base.y))
            let shared = try x.share(on: curve)
            // The peer is the base point, so that the shared x is that of the new key itself.
            #expect(shared.z == shared.x)
        }
    }
}

extension EllipticCurve {
    /// The base point (SP 800-186, section 3.2.1).
    fileprivate var base: (x: [UInt8], y: [UInt8]) {
        let digits =
            switch self {
            case .p256:
                (
                    "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
                    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
                )
            case .p384:
                (
                    "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
                    "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f"
                )
            }
        return (Hexadecimal.bytes(digits.0) ?? [], Hexadecimal.bytes(digits.1) ?? [])
    }
}
