// SPDX-License-Identifier: Apache-2.0

import AttesterProtocol
import EVE
import Fixtures
import Testing

@testable import Agent
@testable import Crypto
@testable import Prover

/// A certificate as an authority for pseudonyms gives it.
func pseudonymCertificate(
    _ name: String, for key: PublicKey, lifetime: CertificateAuthority.Lifetime = Authorities.always
) throws -> Certificate {
    try CertificateDraft(commonName: name, key: key, serial: 7, lifetime: lifetime).signed(by: PrivateKey())
}

/// A key that is in no TPM.
private struct SoftwareKey {
    let key: PseudonymKey
    private let publicKey: PublicKey

    init() throws {
        let attester = try SoftwareAttester()
        key = PseudonymKey(area: attester.area, wrapped: [])
        publicKey = attester.key.publicKey
    }

    func certificate(_ name: String, lifetime: CertificateAuthority.Lifetime = Authorities.always) throws -> [UInt8] {
        try pseudonymCertificate(name, for: publicKey, lifetime: lifetime).der
    }

    func pseudonym(_ name: String) throws -> Pseudonym {
        Pseudonym(key: key, certificate: try Certificate(der: certificate(name)), name: name)
    }
}

@Suite("Pseudonyms of a device")
struct PseudonymTests {
    private static let name = PseudonymName.of(1)
    private static let other = PseudonymName.of(2)
    /// In the second half of the fixtures' always, before its last quarter.
    private let now = Instant(seconds: 3_000_000_000)

    private func problem(_ pseudonyms: inout Pseudonyms, _ certificate: [UInt8]) -> String {
        do throws(AgentProblem) {
            try pseudonyms.take(certificate, at: now)
            return ""
        } catch {
            #expect(error.outcome == .wrongUse)
            return error.line
        }
    }

    @Test func aKeyThatWaitsIsUsedOnceItHasItsCertificate() throws {
        var pseudonyms = Pseudonyms()
        #expect(pseudonyms.isWanted(at: now) == true)
        let first = try SoftwareKey()
        #expect(problem(&pseudonyms, try first.certificate(Self.name)).contains("no key waits"))
        pseudonyms.wait(first.key)
        #expect(pseudonyms.current(at: now) == nil)
        let certificate = try first.certificate(Self.name)
        #expect(problem(&pseudonyms, certificate) == "")
        let current = pseudonyms.current(at: now)
        let used = try #require(current)
        #expect(used.name == Self.name && used.key == first.key)
        #expect(pseudonyms.isWanted(at: now) == false)
        // An answer that got lost on the way is asked for again.
        try pseudonyms.take(certificate, at: now)
        #expect(pseudonyms.current(at: now) == used)
        // Another certificate of the same key is none that waits.
        #expect(problem(&pseudonyms, try first.certificate(Self.other)).contains("no key waits"))
    }

    @Test func whatIsNoCertificateOfTheKeyIsRefusedAndChangesNothing() throws {
        var pseudonyms = Pseudonyms()
        let (first, second, third) = (try SoftwareKey(), try SoftwareKey(), try SoftwareKey())
        pseudonyms.wait(first.key)
        #expect(problem(&pseudonyms, try first.certificate(Self.name)) == "")
        let used = pseudonyms.current(at: now)
        pseudonyms.wait(third.key)
        // The newer one takes its place.
        pseudonyms.wait(second.key)
        for (certificate, words) in [
            ([1, 2, 3], "cannot be read"), (try third.certificate(Self.other), "another key"),
            (try second.certificate("camera-3"), "name is none"), (try second.certificate("p-b"), "name is none"),
            (try second.certificate(Self.other, lifetime: Authorities.past), "was over at 2002-01-01T00:00:00"),
            (try second.certificate(Self.other, lifetime: Authorities.future), "begins at 2100-01-01T00:00:00"),
        ] {
            #expect(problem(&pseudonyms, certificate).contains(words))
            #expect(pseudonyms.current(at: now) == used)
        }
        #expect(problem(&pseudonyms, try second.certificate(Self.other)) == "")
        #expect(pseudonyms.current(at: now)?.name == Self.other)
    }

    @Test func anotherIsWantedBeforeItsEndAndItDoesNotComeBack() throws {
        var pseudonyms = Pseudonyms()
        let key = try SoftwareKey()
        pseudonyms.wait(key.key)
        let lifetime = CertificateAuthority.Lifetime(from: Instant(seconds: 1000), to: Instant(seconds: 5000))
        try pseudonyms.take(try key.certificate(Self.name, lifetime: lifetime), at: Instant(seconds: 1500))
        for (second, isWanted) in [(1500, false), (4000, false), (4001, true), (5000, true)] as [(Int64, Bool)] {
            #expect(pseudonyms.isWanted(at: Instant(seconds: second)) == isWanted, "\(second)")
            #expect(pseudonyms.current(at: Instant(seconds: second)) != nil)
        }
        #expect(pseudonyms.current(at: Instant(seconds: 5001)) == nil)
        // The clock was set back.
        #expect(pseudonyms.current(at: Instant(seconds: 1500)) == nil)
        #expect(pseudonyms.isWanted(at: Instant(seconds: 1500)) == true)
    }

    @Test func aClockMayBeAnHourBehind() throws {
        var pseudonyms = Pseudonyms()
        let key = try SoftwareKey()
        pseudonyms.wait(key.key)
        let certificate = try key.certificate(Self.name, lifetime: Authorities.future)
        let begin = Authorities.future.from
        #expect(throws: AgentProblem.self) {
            try pseudonyms.take(certificate, at: begin.advanced(byMicroseconds: -3_600_000_001))
        }
        try pseudonyms.take(certificate, at: begin.advanced(byMicroseconds: -3_600_000_000))
    }

    @Test func nothingIsSignedUnderOneThatIsOver() throws {
        let key = try SoftwareKey()
        let certificate = try Certificate(der: key.certificate("p-a", lifetime: Authorities.past))
        let tpm = DeviceTPM(
            DeviceProver(try #require(TPMAddress("swtpm:path=/nonexistent"))), keysIn: "/nonexistent/keys",
            isPseudonymous: true)
        do throws(AgentProblem) {
            _ = try tpm.sign([[1]], under: Pseudonym(key: key.key, certificate: certificate, name: "p-a"))
            Issue.record("it was signed")
        } catch {
            #expect(error.outcome == .wrongUse)
        }
        #expect(tpm.fault == "")
    }
}

@Suite("Values that wait for a pseudonym")
struct UnnamedReadingsTests {
    private func texts(_ entries: [ReadingsQueue.Entry]) -> [String] {
        entries.map { String(decoding: $0.message, as: UTF8.self) }
    }

    private func queue(_ count: Int) -> ReadingsQueue {
        var queue = ReadingsQueue(device: "gw")
        for index in 0..<count {
            queue.add(unnamed: "\(index)", channel: "a", ticks: Int64(index) * 1_000_000, timestamp: "\(index)")
        }
        return queue
    }

    @Test func theyGetTheirPlaceWithTheirPseudonym() throws {
        var queue = queue(3)
        #expect(queue.entries.allSatisfy { $0.message.isEmpty })
        let entries = queue.take(under: try SoftwareKey().pseudonym("p-a"))
        // When the pseudonym came is not told.
        #expect(
            texts(entries) == [
                #"{"dev":"p-a","boot":0,"seq":0,"ms":0,"ch":"a","raw":0}"#,
                #"{"dev":"p-a","boot":0,"seq":1,"ms":1000,"ch":"a","raw":1}"#,
                #"{"dev":"p-a","boot":0,"seq":2,"ms":2000,"ch":"a","raw":2}"#,
            ])
        #expect(entries.map(\.timestamp) == ["0", "1", "2"])
    }

    @Test func aNumberIsUsedForOneValueOnly() throws {
        var queue = queue(1)
        let pseudonym = try SoftwareKey().pseudonym("p-a")
        let first = queue.take(under: pseudonym)
        // More of them while these are signed change nothing.
        queue.add(unnamed: "7", channel: "a", ticks: 0, timestamp: "")
        #expect(queue.take(under: pseudonym).isEmpty)
        queue.done(isSigned: false)
        #expect(texts(queue.take(under: pseudonym)).first == texts(first).first)
        queue.done(isSigned: true)
        queue.add(unnamed: "8", channel: "a", ticks: 0, timestamp: "")
        #expect(texts(queue.take(under: pseudonym)) == [#"{"dev":"p-a","boot":0,"seq":2,"ms":0,"ch":"a","raw":8}"#])
    }

    @Test func nothingOfAnotherPseudonymIsInThem() throws {
        var queue = queue(2)
        #expect(queue.take(under: try SoftwareKey().pseudonym("p-a")).count == 2)
        queue.done(isSigned: false)
        let (next, last) = (try SoftwareKey().pseudonym("p-b"), try SoftwareKey().pseudonym("p-b"))
        let expected = [
            #"{"dev":"p-b","boot":0,"seq":0,"ms":0,"ch":"a","raw":0}"#,
            #"{"dev":"p-b","boot":0,"seq":1,"ms":1000,"ch":"a","raw":1}"#,
        ]
        #expect(texts(queue.take(under: next)) == expected)
        queue.done(isSigned: true)
        // Also where two have the same name: another key is another pseudonym.
        queue.add(unnamed: "7", channel: "a", ticks: 5_002_000, timestamp: "")
        queue.add(unnamed: "8", channel: "a", ticks: 5_004_000, timestamp: "")
        #expect(
            texts(queue.take(under: last)) == [
                #"{"dev":"p-b","boot":0,"seq":0,"ms":0,"ch":"a","raw":7}"#,
                #"{"dev":"p-b","boot":0,"seq":1,"ms":2,"ch":"a","raw":8}"#,
            ])
    }

    @Test func theOldestAreLostAndTakeNoNumber() throws {
        var queue = queue(ReadingsQueue.limit + 2)
        #expect(queue.takeLost() == 2)
        let entries = queue.take(under: try SoftwareKey().pseudonym("p-a"))
        #expect(entries.count == ReadingsQueue.batch)
        #expect(texts(entries)[0].contains(#""seq":0,"#) && texts(entries)[0].hasSuffix(#""raw":2}"#))
    }
}
