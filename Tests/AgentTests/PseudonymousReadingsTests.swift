// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Crypto
import Fixtures
import Prover
import Testing

@testable import Agent

extension AskingStation {
    /// The key that a device certified for a pseudonym, as a station checks it.
    func certifiedKey(of device: String) throws -> SensorKey {
        let nonce = (0..<32).map { _ in UInt8.random(in: 0...255) }
        guard case .identity(_, _, let area) = try ask(.identity, of: device),
            case .certified(let attest, let signature, let key) = try ask(.pseudonym(nonce: nonce), of: device)
        else { throw SoftwareTPM.Failure(what: "no certified key") }
        return try SensorKey(
            .init(attest: attest, signature: signature, publicArea: key),
            by: AttestationKey(checking: PublicArea(sized: area)), nonce: nonce)
    }

    /// Gives a device a pseudonym.
    func give(
        _ name: String, to device: String, lifetime: CertificateAuthority.Lifetime = Authorities.always
    ) throws -> SensorKey {
        let key = try certifiedKey(of: device)
        let certificate = try key.certificate(name, lifetime: lifetime)
        #expect(try ask(.take(certificate: certificate), of: device) == .taken)
        return key
    }
}

extension SensorKey {
    /// A certificate (DER) for it as that of a pseudonym.
    func certificate(_ name: String, lifetime: CertificateAuthority.Lifetime = Authorities.always) throws -> [UInt8] {
        try pseudonymCertificate(name, for: PublicKey(der: area.key().der), lifetime: lifetime).der
    }
}

extension ReadingBench {
    /// Whether the gateway told last that it wants a pseudonym.
    var wantsPseudonym: Bool? { attester.hello?.devices.first?.wantsPseudonym }
}

@Suite("Readings under pseudonyms", .enabled(if: SoftwareTPM.isExpected, "\(SoftwareTPM.absence)"))
struct PseudonymousReadingsTests {
    private static let first = PseudonymName.of(1)
    private static let second = PseudonymName.of(2)

    @Test func valuesAreSignedUnderThePseudonymThatThereIs() throws {
        let bench = try ReadingBench(level: "pseudonym")
        try bench.start()
        // What is not for a pseudonym does not wait for one.
        #expect(becomesTrue { bench.readings.count == 1 }, "\(bench.said.all)")
        let gateway = try bench.gateway
        try bench.write(["1", "2"])
        let waits = "values of \(gateway) wait for a pseudonym; "
        #expect(becomesTrue { bench.said.all.contains { $0.hasPrefix(waits) } }, "\(bench.said.all)")
        #expect(becomesTrue { bench.wantsPseudonym == true })

        let first = try bench.attester.give(Self.first, to: bench.gateway)
        #expect(becomesTrue { bench.readings.count == 3 }, "\(bench.said.all)")
        #expect(becomesTrue { bench.wantsPseudonym == false })
        #expect(bench.said.all.contains("values of \(gateway) are signed under a new pseudonym"))
        try bench.write(["3"])
        #expect(becomesTrue { bench.readings.count == 4 }, "\(bench.said.all)")
        // A key that only waits changes nothing.
        _ = try bench.attester.certifiedKey(of: bench.gateway)
        try bench.write(["4"])
        #expect(becomesTrue { bench.readings.count == 5 }, "\(bench.said.all)")
        let second = try bench.attester.give(Self.second, to: bench.gateway)
        try bench.write(["5", "6"])
        #expect(becomesTrue { bench.readings.count == 7 }, "\(bench.said.all)")
        bench.end()
        #expect(bench.said.all.count { $0.hasPrefix(waits) } == 1)
        #expect(!bench.said.all.contains { $0.contains(Self.first) || $0.contains(Self.second) })

        try check(bench, Self.first, first, [1, 2, 3, 4])
        try check(bench, Self.second, second, [5, 6])
        let other = try #require(bench.readings.first)
        let keys = try bench.keys()
        let appraisal = ReadingAppraisal(enrolled: .init(device: gateway, keyName: keys.sensorName))
        let result = appraisal.result(message: other.message, signature: other.signature, keyArea: keys.sensorArea)
        #expect(other.device == gateway && result.reading?.channel == "flow")
    }

    private func check(_ bench: ReadingBench, _ name: String, _ key: SensorKey, _ values: [Double]) throws {
        let readings = bench.readings.filter { $0.device == name }
        var appraisal = ReadingAppraisal(enrolled: .init(device: name, keyName: key.name))
        var found: [Double] = []
        for (index, reading) in readings.enumerated() {
            #expect(reading.key == key.name && !reading.isBare)
            let result = appraisal.result(message: reading.message, signature: reading.signature, key: key)
            #expect(result.verdict == .accept, "\(result.reason): \(String(decoding: reading.message, as: UTF8.self))")
            let signed = try #require(result.reading)
            #expect(signed.boot == 0 && signed.sequence == UInt64(index) && signed.channel == "level")
            found.append(signed.value)
            appraisal.last = .init(boot: signed.boot, sequence: signed.sequence)
        }
        #expect(found == values)
    }

    @Test func anAgentThatStartsAnewWantsAnotherOne() throws {
        let bench = try ReadingBench(level: "pseudonym")
        try bench.start()
        #expect(becomesTrue { bench.wantsPseudonym == true }, "\(bench.said.all)")
        let key = try bench.attester.give(Self.first, to: bench.gateway)
        let certificate = try key.certificate(Self.first)
        try bench.write(["1"])
        #expect(becomesTrue { bench.readings.contains { $0.device == Self.first } }, "\(bench.said.all)")
        #expect(becomesTrue { bench.wantsPseudonym == false })
        bench.end()
        let connections = bench.attester.connections
        try bench.start()
        #expect(becomesTrue { bench.attester.connections > connections && bench.wantsPseudonym == true })
        #expect(try isRefused(bench, certificate, "no key waits"))
        // Of a key that waits now the old certificate is none.
        let second = try bench.attester.certifiedKey(of: bench.gateway)
        #expect(try isRefused(bench, certificate, "another key"))
        #expect(
            try bench.attester.ask(
                .take(certificate: try second.certificate(Self.second)), of: bench.gateway) == .taken)
        try bench.write(["2"])
        #expect(becomesTrue { bench.readings.contains { $0.device == Self.second } }, "\(bench.said.all)")
        #expect(bench.attester.hello?.devices.first?.fault == "")
        bench.end()
        try check(bench, Self.first, key, [1])
        try check(bench, Self.second, second, [2])
    }

    private func isRefused(_ bench: ReadingBench, _ certificate: [UInt8], _ words: String) throws -> Bool {
        guard case .fault(let why) = try bench.attester.ask(.take(certificate: certificate), of: bench.gateway) else {
            return false
        }
        return why.contains(words)
    }
}
