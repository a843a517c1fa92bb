// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Crypto
import EVE
import Fixtures
import Foundation
import Prover
import Synchronization
import Testing

@testable import Agent

/// A clock that stands where a test sets it.
private final class StandingClock: Sendable {
    private let time: Mutex<Instant>

    init(_ now: Instant) { time = Mutex(now) }

    var now: Instant {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}

/// A gateway with a TPM and a camera behind it with one of its own, and a station that asks.
private struct AttesterBench {
    let gateway: SoftwareTPM
    let camera: SoftwareTPM
    let station: AskingStation
    let desk: AttesterDesk
    let lines: SaidLines
    private let link: AttesterLink
    private let rules: RulesModel

    init(
        clock: StandingClock? = nil,
        _ change: (inout AttesterSettings, inout AgentPace) -> Void = { _, _ in }
    ) throws {
        TPMContext.silenceStack()
        gateway = try SoftwareTPM()
        camera = try SoftwareTPM(isCertified: false)
        rules = try RulesModel()
        let tls = try TLSCase()
        station = try AskingStation(tls)
        try tls.enrol(rules.folder, enrolment: station.port, collector: 1)
        var settings = AttesterSettings()
        settings.gateway = TPMAddress(gateway.address)
        #expect(settings.take("tpm-device", ["cam-quay-3 \(camera.address)"]) == nil)
        var pace = AgentPace()
        pace.pause = 1000
        pace.longestPause = 20_000
        pace.telling = 1000
        change(&settings, &pace)
        let lines = SaidLines()
        self.lines = lines
        desk = AttesterDesk(
            settings, folder: rules.folder, gateway: "gw-harbour", pace: pace, now: { clock?.now ?? AgentClock.now }
        ) {
            lines.add($0)
        }
        link = AttesterLink(folder: rules.folder, pace: pace, desk: desk) { lines.add($0) }
    }

    func end() {
        link.end()
        desk.end()
    }

    /// What keys of a device are kept in.
    func keys(_ device: String?) -> String { rules.folder.keys(of: device) }

    /// Waits until the station was told so of a device.
    func isTold(_ device: String, _ fault: String) -> Bool {
        becomesTrue {
            station.hello?.devices.contains {
                $0.name == device && (fault.isEmpty ? $0.fault.isEmpty : $0.fault.contains(fault))
            } ?? false
        }
    }
}

@Suite("The line on which a station asks TPMs", .enabled(if: SoftwareTPM.isExpected, "\(SoftwareTPM.absence)"))
struct AttesterLinkTests {
    private let banks = [AttesterQuestion.Bank(name: "sha256", registers: Array(0..<8))]

    private func fault(_ content: AttesterAnswer.Content) -> String? {
        if case .fault(let text) = content { return text }
        return nil
    }

    @Test func aDeviceIsEnrolledAndQuotedOverTheLine() throws {
        let bench = try AttesterBench()
        defer { bench.end() }
        #expect(bench.isTold("gw-harbour", "") && bench.isTold("cam-quay-3", ""))
        guard case .identity(let certificate, let ek, let ak) = try bench.station.ask(.identity, of: "gw-harbour")
        else {
            Issue.record("no identity")
            return
        }
        let makers = try bench.gateway.makers()
        let endorsement = try EndorsementKey(
            certificate: Certificate(der: certificate), publicArea: ek,
            chain: CertificateChain(
                roots: Certificate.all(pem: makers.root), intermediates: Certificate.all(pem: makers.issuer)),
            at: AgentClock.now)
        let attester = try AttestationKey(checking: PublicArea(sized: ak))
        let secret = chance(32)
        let made = try MadeCredential(
            secret: secret, for: attester.name, to: endorsement, seed: chance(endorsement.name.count - 2))
        #expect(
            try bench.station.ask(.activate(idObject: made.idObject, secret: made.encryptedSecret), of: "gw-harbour")
                == .activated(secret: secret))
        let nonce = chance(32)
        guard
            case .certified(let attest, let signature, let area) = try bench.station.ask(
                .certify(nonce: nonce), of: "gw-harbour")
        else {
            Issue.record("no certified key")
            return
        }
        _ = try SensorKey(.init(attest: attest, signature: signature, publicArea: area), by: attester, nonce: nonce)
        #expect(try appraise(bench, attester.name, "gw-harbour").verdict == .accept)
        // What is not for this key is no fault of the device.
        let foreign = try MadeCredential(
            secret: secret, for: chance(34), to: endorsement, seed: chance(endorsement.name.count - 2))
        let refusal = fault(
            try bench.station.ask(
                .activate(idObject: foreign.idObject, secret: foreign.encryptedSecret), of: "gw-harbour"))
        #expect(refusal?.contains("credential") == true)
        #expect(bench.desk.hello.devices.first?.fault == "")
    }

    private func appraise(_ bench: AttesterBench, _ name: [UInt8], _ device: String) throws -> AttestationResult {
        let nonce = chance(32)
        guard
            case .quoted(let attest, let signature, let key, let values, _) = try bench.station.ask(
                .quote(nonce: nonce, banks: banks, log: true), of: device)
        else { throw SoftwareTPM.Failure(what: "no quote") }
        var registers: [PCR: [UInt8]] = [:]
        for value in values { registers[PCR(.sha256, value.register)] = value.bytes }
        let evidence = QuoteEvidence(attest: attest, signature: signature, keyArea: key, values: registers)
        let challenge = QuoteChallenge(nonce: nonce, selection: [PCRSelection(.sha256, Array(0..<8))], mostAge: 10)
        return Appraisal(policy: AppraisalPolicy(), enrolled: EnrolledKey(name: name))
            .result(for: evidence, answering: challenge, age: 0)
    }

    @Test func aTPMThatHangsHoldsNobodyElseUp() throws {
        let bench = try AttesterBench { $1.tpm = 300_000 }
        defer { bench.end() }
        #expect(bench.isTold("gw-harbour", "") && bench.isTold("cam-quay-3", ""))
        #expect(becomesTrue { FileManager.default.fileExists(atPath: bench.keys(nil)) })
        bench.gateway.hang()
        let number = try bench.station.send(.quote(nonce: chance(32), banks: banks, log: false), of: "gw-harbour")
        #expect(
            fault(try bench.station.ask(.quote(nonce: chance(32), banks: banks, log: false), of: "cam-quay-3")) == nil)
        #expect(becomesTrue { bench.station.answer(to: number) != nil })
        #expect(bench.station.answer(to: number).flatMap(fault)?.contains("gave no answer") == true)
        #expect(bench.isTold("gw-harbour", "gave no answer"))
    }

    @Test func aDeadTPMIsToldAndSoIsItsReturn() throws {
        let bench = try AttesterBench()
        defer { bench.end() }
        #expect(bench.isTold("gw-harbour", ""))
        _ = try bench.station.ask(.identity, of: "gw-harbour")
        bench.gateway.stop()
        #expect(fault(try bench.station.ask(.identity, of: "gw-harbour")) != nil)
        #expect(bench.isTold("gw-harbour", "no TPM at"))
        try bench.gateway.start()
        #expect(fault(try bench.station.ask(.identity, of: "gw-harbour")) == nil)
        #expect(bench.isTold("gw-harbour", ""))
        #expect(bench.lines.all.contains("the TPM of gw-harbour answers again"))
    }

    @Test func aSwappedTPMIsAFaultUntilSomebodyMakesNewKeys() throws {
        let bench = try AttesterBench()
        defer { bench.end() }
        _ = try becomesTrue {
            try bench.station.hello != nil && fault(bench.station.ask(.identity, of: "gw-harbour")) == nil
        }
        let other = try SoftwareTPM()
        let tpm = DeviceTPM(DeviceProver(try #require(TPMAddress(other.address))), keysIn: bench.keys(nil))
        tpm.look()
        #expect(tpm.fault.contains("not the TPM that the keys were made in"))
        _ = try tpm.provision(nil) { _ in }
        tpm.look()
        #expect(tpm.fault.isEmpty)
    }

    @Test func questionsThatCannotBeAnsweredAreTold() throws {
        let bench = try AttesterBench()
        defer { bench.end() }
        #expect(bench.isTold("gw-harbour", ""))
        #expect(fault(try bench.station.ask(.identity, of: "nobody"))?.contains("no such device") == true)
        let odd = [AttesterQuestion.Bank(name: "md5", registers: [0])]
        #expect(
            fault(try bench.station.ask(.quote(nonce: chance(32), banks: odd, log: false), of: "gw-harbour")) != nil)
        #expect(fault(try bench.station.ask(.quote(nonce: chance(32), banks: [], log: false), of: "gw-harbour")) != nil)
        #expect(bench.desk.hello.devices.first?.fault == "")
        bench.station.send(Array("what?\n".utf8))
        #expect(becomesTrue { bench.station.connections == 2 })
        #expect(bench.lines.all.last?.hasPrefix("no questions for TPMs from 127.0.0.1:") == true)
    }

    @Test func aDeviceWithoutSuchReadingsTakesNoPseudonym() throws {
        let bench = try AttesterBench { settings, _ in
            #expect(settings.take("reading-source", ["cam-quay-3/level /run/level pseudonym"]) == nil)
        }
        defer { bench.end() }
        #expect(bench.isTold("gw-harbour", "") && bench.isTold("cam-quay-3", ""))
        #expect(bench.desk.hello.devices.map(\.wantsPseudonym) == [false, true])
        #expect(bench.desk.standing.devices == ["gw-harbour", "cam-quay-3 (no pseudonym)"])
        for content in [AttesterQuestion.Content.pseudonym(nonce: chance(32)), .take(certificate: [1])] {
            let refusal = fault(try bench.station.ask(content, of: "gw-harbour"))
            #expect(refusal == "no readings of it are signed under a pseudonym")
        }
        #expect(bench.desk.hello.devices.map(\.fault) == ["", ""])
    }

    @Test func anotherPseudonymIsWantedWithTime() throws {
        let clock = StandingClock(Instant(seconds: 1500))
        let bench = try AttesterBench(clock: clock) { settings, _ in
            #expect(settings.take("reading-source", ["cam-quay-3/level /run/level pseudonym"]) == nil)
        }
        defer { bench.end() }
        let isWanted = { bench.station.hello?.devices.last?.wantsPseudonym }
        #expect(becomesTrue { isWanted() == true })
        let lifetime = CertificateAuthority.Lifetime(from: Instant(seconds: 1000), to: Instant(seconds: 5000))
        let key = try bench.station.give(PseudonymName.of(1), to: "cam-quay-3", lifetime: lifetime)
        #expect(becomesTrue { isWanted() == false })
        #expect(bench.desk.standing.devices.last == "cam-quay-3 (pseudonym until 1970-01-01T01:23:20.000000Z)")
        clock.now = Instant(seconds: 4500)
        bench.desk.tellOfPseudonyms()
        #expect(becomesTrue { isWanted() == true })
        #expect(bench.desk.pseudonym(of: "cam-quay-3")?.key.name == key.name)
        clock.now = Instant(seconds: 5001)
        #expect(bench.desk.pseudonym(of: "cam-quay-3") == nil)
        let late = try bench.station.certifiedKey(of: "cam-quay-3")
        let certificate = try late.certificate(PseudonymName.of(2), lifetime: lifetime)
        let refusal = fault(try bench.station.ask(.take(certificate: certificate), of: "cam-quay-3"))
        #expect(refusal?.hasPrefix("the certificate was over at 1970-01-01T01:23:20") == true)
        #expect(bench.desk.hello.devices.last?.fault == "")
    }

    @Test func anEventLogThatCannotBeReadIsNoFaultOfTheTPM() throws {
        let bench = try AttesterBench { settings, _ in settings.eventLog = "/tmp" }
        defer { bench.end() }
        #expect(bench.isTold("gw-harbour", ""))
        let refusal = fault(
            try bench.station.ask(.quote(nonce: chance(32), banks: banks, log: true), of: "gw-harbour"))
        #expect(refusal?.contains("the event log cannot be told") == true)
        #expect(bench.desk.hello.devices.first?.fault == "")
        #expect(
            fault(try bench.station.ask(.quote(nonce: chance(32), banks: banks, log: false), of: "gw-harbour")) == nil)
    }

    @Test func aDeviceWithTheGatewaysOwnNameIsToldOf() throws {
        let bench = try AttesterBench { settings, _ in
            #expect(settings.take("tpm-device", ["gw-harbour swtpm:path=/nonexistent"]) == nil)
            #expect(
                settings.take(
                    "reading-source",
                    ["gw-harbour/level /run/level pseudonym", "flow /run/flow", "cam-quay-3/a /run/a"])
                    == nil)
            #expect(settings.problem == nil)
            #expect(settings.readings(of: "gw-harbour").map(\.channel) == ["flow", "a"])
            #expect(settings.readings(of: "gw-market").count == 3)
        }
        defer { bench.end() }
        #expect(bench.desk.hello.devices.map(\.name) == ["gw-harbour", "cam-quay-3"])
        #expect(bench.desk.hello.devices.map(\.wantsPseudonym) == [false, false])
        let words = "the tpm-device gw-harbour is not asked, and its reading-sources are left out: "
        #expect(bench.lines.all.contains { $0.hasPrefix(words) })
    }

    private func chance(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255) } }
}

private func readingSources(_ list: String...) -> String {
    "tpm: device:/dev/tpm0\nreading-source:\n" + list.map { "  - \($0)\n" }.joined()
}

@Suite("TPMs in the configuration")
struct AttesterSettingsTests {
    private func problem(_ text: String) -> String? {
        do throws(AgentProblem) {
            _ = try AgentConfiguration("stations: s:1\nlogs: /e\n" + text, path: "a")
            return nil
        } catch {
            return error.line
        }
    }

    @Test func theyAreRead() throws {
        let text = """
            stations: s:1
            logs: /e
            tpm: device:/dev/tpmrm0
            tpm-event-log: /run/log
            tpm-device:
              - cam-quay-3 swtpm:path=/run/cam.sock
              - weir.2 swtpm:host=10.0.0.2,port=2321
            """
        let attester = try #require(try AgentConfiguration(text, path: "a").attester)
        #expect(attester.gateway == .device(path: "/dev/tpmrm0"))
        #expect(attester.eventLog == "/run/log")
        #expect(attester.devices.map(\.name) == ["cam-quay-3", "weir.2"])
        #expect(try AgentConfiguration("stations: s:1\nlogs: /e\n", path: "a").attester == nil)
    }

    @Test(arguments: [
        ("tpm: /dev/tpmrm0", "is no way to a TPM"), ("tpm-device: cam", "is no device"),
        ("tpm-device: Cam swtpm:path=/a", "no name"),
        ("tpm-device:\n  - c swtpm:path=/a\n  - c swtpm:path=/b", "twice"), ("tpm-device: c tpm", "is no TPM"),
        ("tpm-event-log: /run/log", "tpm is missing"), ("tpm: device:/dev/tpm0\ntpm-event-log: log", "no whole path"),
        (readingSources("level /run/level", "level /run/level pseudonym"), "/run/level is there twice"),
        (readingSources("level /dev/ttyS0", "pot serial:/dev/ttyS0"), "/dev/ttyS0 is there twice"),
        (readingSources("flow modbus:h:502/1/1", "other modbus:h:502/1/1 5 pseudonym"), "with and without pseudonym"),
    ])
    func whatIsWrongIsTold(text: String, why: String) { #expect(problem(text)?.contains(why) == true) }

    @Test func aRegisterMayBeReadTwiceUnderTheSameName() {
        #expect(
            problem(readingSources("a modbus:h:502/1/1", "b modbus:h:502/1/1 5", "c modbus:h:502/1/2 pseudonym")) == nil
        )
    }
}
