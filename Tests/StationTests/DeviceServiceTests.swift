// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Crypto
import Devices
import EVE
import Fixtures
import Foundation
import Identifier
import Testing

@testable import Collector
@testable import Station
@testable import Store

@Suite("Devices over loopback") struct DeviceServiceTests {
    @Test("a device is told of, enrolled, asked, flagged without a reference, and trusted with one")
    func course() throws {
        let station = try DeviceStation()
        let model = try station.gateway("gw-a", ["gw-a": AttesterModel.Device(), "cam-1": AttesterModel.Device()])
        #expect(try station.state("cam-1") == .unknown)
        let answer = try station.enrol("cam-1")
        #expect(answer.isDone && answer.entry == 1, "\(answer.words)")
        #expect(try station.quote("cam-1") == .flagged(.noReference))
        #expect(try station.learn("cam-1").version == 1)
        #expect(try station.quote("cam-1") == .trusted)
        let device = try #require(try station.store.device("cam-1"))
        #expect(device.gateway == "gw-a" && device.policyVersion == 1 && device.held >= 2 && device.failed == 0)
        let detail = try #require(try station.desk().deviceDetail("cam-1", at: station.now))
        #expect(detail.keys.map(\.role) == ["EK", "AK", "sensor"] && detail.registers.count == 8)
        #expect(detail.registers.allSatisfy { $0.expected == [$0.found] })
        #expect(try detail.unbrokenTo == station.store.chain().unbrokenTo)
        #expect(detail.history.map(\.state) == [.unattested, .flagged(.noReference), .trusted])
        // Devices are asked by themselves.
        let asked = model.state.questions.count
        station.pass(seconds: 60)
        #expect(station.tend { model.state.questions.count > asked })
        #expect(try station.desk().recheck(nil).isGood)
    }

    @Test("a register that differs makes a device untrusted, once an alert of its gateway, until it is accepted")
    func changed() throws {
        let station = try DeviceStation()
        let model = try station.trusted()
        #expect(station.news.isEmpty)
        let good = try station.desk().lesson(from: "gw-a", adds: false).evidence
        model.change("gw-a") { $0.values[4] = [UInt8](repeating: 4, count: 32) }
        #expect(try station.quote("gw-a") == .untrusted(.pcrPolicy))
        let first = station.news
        #expect(first.count == 1 && first[0].hasPrefix("gw-a {"))
        #expect(first[0].contains("\"signature\":\"VEDETTE device cannot be trusted\""))
        #expect(first[0].contains("\"reason\":\"pcr-policy\""))
        #expect(try station.quote("gw-a") == .untrusted(.pcrPolicy))
        #expect(station.news.isEmpty)
        let lesson = try station.desk().lesson(from: "gw-a", adds: false)
        #expect(lesson.difference.changes.map(\.register.index) == [4])
        #expect(throws: DeviceDesk.DeskFailure.changed("gw-a", lesson.evidence, 1)) {
            try station.desk().accept(
                "gw-a", evidence: good, policyVersion: 1, comment: "x", at: station.now)
        }
        #expect(throws: DeviceDesk.DeskFailure.noComment) {
            try station.desk().accept(
                "gw-a", evidence: lesson.evidence, policyVersion: 1, comment: " ", at: station.now)
        }
        // The quote before the newest one had the same values.
        _ = try station.desk().accept(
            "gw-a", evidence: lesson.evidence - 1, policyVersion: 1, comment: "new loader", at: station.now)
        #expect(try station.quote("gw-a") == .trusted)
        // What was judged is judged the same by the edition of then.
        let recheck = try station.desk().recheck("gw-a")
        #expect(recheck.isGood && recheck.checked >= 4 && recheck.withoutEvidence == 0)
    }

    @Test("an answer that is not the TPM's own ends in the right state with the right reason")
    func wrong() throws {
        let station = try DeviceStation()
        let model = try station.trusted()
        let good = try #require(model.state.devices["gw-a"])
        func expect(_ reason: Reason, _ body: (inout AttesterModel.Device) -> Void) throws {
            model.change("gw-a") { device in
                let clock = device.clock
                device = good
                device.clock = clock
                body(&device)
            }
            #expect(try station.quote("gw-a") == .untrusted(reason))
        }
        // An agent that plays an old quote, one that signs with a key in software, a swapped TPM.
        try expect(.nonce) {
            $0.replays = true; $0.kept = good.kept
        }
        let other = try SoftwareAttester()
        try expect(.akUnknown) { $0.attester = other }
        var weak = good.attester
        weak.attributes.remove(.restricted)
        try expect(.akUnknown) { $0.attester = weak }
        try expect(.clockRollback) { $0.clock.clock = 1 }
        try expect(.resetCountRollback) {
            $0.clock = TPMClock(clock: 9_000_000, resetCount: 0, restartCount: 0, firmware: 7)
        }
        model.change("gw-a") {
            $0 = good; $0.clock.clock = 10_000_000
        }
        #expect(try station.quote("gw-a") == .trusted)
        model.change("gw-a") { $0.clock.resetCount = 2 }
        #expect(try station.quote("gw-a") == .flagged(.rebooted))
        #expect(try station.quote("gw-a") == .trusted)
        #expect(try station.desk().recheck(nil).isGood)
    }

    @Test("a device that answers no more becomes silent, never the last good state, and that is told once")
    func silent() throws {
        let station = try DeviceStation()
        let model = try station.trusted()
        model.change("gw-a") { $0.answers = false }
        for _ in 0..<30 {
            station.pass(seconds: 10)
            station.tend()
        }
        #expect(try station.state("gw-a") == .silent)
        let told = station.news
        #expect(told.count == 1 && told[0].contains("does not prove its state any more"))
        let history = try station.desk().trustHistory(at: station.now)
        #expect(history.state(of: "gw-a", at: station.now) == .silent)
        #expect(history.gateways == ["gw-a"])
        station.tend()
        #expect(station.news.isEmpty)
    }

    @Test("a station that was away does not believe what it last saw, and blames no device for it")
    func away() throws {
        let station = try DeviceStation()
        let model = try station.trusted()
        let before = station.now
        station.pass(seconds: 3600)
        // Nobody serves; what is shown is not the last good state.
        #expect(try station.desk().deviceSummaries(at: station.now).map(\.state) == [.silent])
        try station.restart()
        model.waitForEnd()
        station.tend()
        #expect(try station.state("gw-a") == .silent)
        #expect(station.news.isEmpty)
        try station.connect(model)
        #expect(try station.quote("gw-a") == .trusted)
        let history = try station.desk().trustHistory(at: station.now)
        #expect(history.state(of: "gw-a", at: before.advanced(byMicroseconds: 1_000_000)) == .trusted)
        #expect(history.state(of: "gw-a", at: before.advanced(byMicroseconds: 1_000_000_000)) == .silent)
        #expect(history.state(of: "gw-a", at: station.now) == .trusted)
    }

    @Test("an enrolment needs a maker that is believed or an operator's word, a good key, and the TPM that has it")
    func enrolment() throws {
        let station = try DeviceStation()
        var device = try AttesterModel.Device()
        let good = device
        device.attester.attributes.remove(.restricted)
        let model = try station.gateway("gw-a", ["cam-1": device])
        // Without a certificate nobody but an operator vouches for it.
        #expect(try station.enrol("cam-1", pins: false).words.contains("has no certificate"))
        let weak = try station.enrol("cam-1")
        #expect(!weak.isDone && weak.words.contains("ak-attributes"))
        // It is refused before any credential is made for it.
        #expect(!model.state.questions.contains { if case .activate = $0.content { true } else { false } })
        // An attestation key that is in another TPM than the endorsement key.
        let foreign = try SoftwareEndorsement()
        model.change("cam-1") { $0 = good }
        #expect(try station.enrol("cam-1").isDone)
        #expect(try station.enrol("cam-1").words.contains("enrolled already"))
        // The same TPM under another name.
        let second = try station.gateway("gw-b", ["cam-2": good])
        #expect(try station.enrol("cam-2").words.contains("is that of cam-1"))
        second.change("cam-2") {
            $0.endorsement = foreign; $0.fault = "0x1df"
        }
        #expect(try station.enrol("cam-2").words.contains("cannot answer: 0x1df"))
        #expect(try station.store.currentEnrolments().map(\.device) == ["cam-1"])
    }

    @Test("a maker that is believed vouches for a TPM; another, or one for another use, does not")
    func maker() throws {
        let maker = try EndorsementAuthority(), other = try EndorsementAuthority()
        let folder = try Folder()
        var options = DeviceOptions()
        options.roots = [try folder.write(String(decoding: maker.root.pem(), as: UTF8.self), to: "roots.pem")]
        let station = try DeviceStation(options)
        var device = try AttesterModel.Device()
        device.certificate = try other.certificate(for: device.endorsement)
        let endorsement = device.endorsement
        let model = try station.gateway("gw-a", ["cam-1": device])
        func expect(_ words: String, _ certificate: [UInt8]) throws {
            model.change("cam-1") { $0.certificate = certificate }
            let answer = try station.enrol("cam-1", pins: false)
            #expect(!answer.isDone && answer.words.contains(words), "\(answer.words)")
        }
        try expect("cert-chain", other.certificate(for: endorsement))
        try expect("cert-eku", maker.certificate(for: endorsement, usage: "1.3.6.1.5.5.7.3.2"))
        try expect("cert-key", maker.certificate(for: SoftwareEndorsement()))
        try expect("malformed", [1, 2, 3])
        let good = try maker.certificate(for: endorsement)
        model.change("cam-1") { $0.certificate = good }
        #expect(try station.enrol("cam-1", pins: false).isDone)
        let enrolment = try #require(try station.store.currentEnrolments().first)
        #expect(!enrolment.isPinned && enrolment.certificate == good && enrolment.sensor != nil)
        #expect(enrolment.qualifiedName != nil)
        #expect(Doctor.devices(station.configuration).map(\.state) == [.good, .warn])
        // A file that is gone is told, and nobody is believed for it.
        station.configuration.devices.roots = [folder.path + "/gone.pem"]
        #expect(Doctor.devices(station.configuration).first?.state == .bad)
    }

    @Test("a file whose certificates would not all be looked at is named")
    func tooManyCertificates() throws {
        let folder = try Folder()
        let pem = String(decoding: try EndorsementAuthority().root.pem(), as: UTF8.self)
        let full = try folder.write(String(repeating: pem, count: Certificate.countLimit), to: "full.pem")
        let over = try folder.write(String(repeating: pem, count: Certificate.countLimit + 1), to: "over.pem")
        var options = DeviceOptions()
        options.roots = [full, full]
        options.intermediates = [String](repeating: full, count: 4)
        #expect(try EndorsementRoots.load(options)?.intermediates.count == CertificateChain.intermediateLimit)
        func message() -> String {
            do throws(EndorsementRoots.Failure) { _ = try EndorsementRoots.load(options) } catch {
                return error.message
            }
            return ""
        }
        options.intermediates.append(full)
        #expect(message().hasPrefix("\(full): with it there are more than 256 certificates"))
        options.intermediates = []
        options.roots = [full, over]
        #expect(message() == "\(over): there are more than 64 certificates in it; split it")
    }

    @Test("the event log must lead to the registers that the configuration names, and is kept once")
    func eventLog() throws {
        var log = EventLogWriter(banks: [.sha256])
        log.add(register: 4, type: 0x8000_0007, data: "Calling EFI Application from Boot Option")
        // What is only written into the log, and measured by nobody, makes nothing known.
        log.add(register: 4, type: 3, data: "another loader")
        let value = try #require(try EventLog(log.bytes).value(of: PCR(.sha256, 4)))
        var options = DeviceOptions()
        options.logRegisters = [4]
        let station = try DeviceStation(options)
        var device = try AttesterModel.Device()
        device.values[4] = value
        let model = try station.gateway("gw-a", ["gw-a": device])
        #expect(try station.enrol("gw-a").isDone)
        #expect(try station.quote("gw-a") == .untrusted(.eventLogMismatch))
        let bytes = log.bytes
        model.change("gw-a") { $0.log = bytes }
        #expect(try station.quote("gw-a") == .flagged(.noReference))
        _ = try station.learn("gw-a")
        #expect(try station.quote("gw-a") == .trusted)
        let events = try #require(try station.desk().deviceDetail("gw-a", at: station.now)).events
        #expect(events.map(\.register) == [4] && events[0].text == "Calling EFI Application from Boot Option")
        #expect(events[0].isKnown)
        // The boot loader is another one, and the log says so.
        log.add(register: 4, type: 0x8000_0003, data: "another loader")
        let longer = log.bytes
        let changed = try #require(try EventLog(longer).value(of: PCR(.sha256, 4)))
        model.change("gw-a") {
            $0.log = longer
            $0.values[4] = changed
        }
        #expect(try station.quote("gw-a") == .untrusted(.pcrPolicy))
        let detail = try #require(try station.desk().deviceDetail("gw-a", at: station.now))
        #expect(detail.events.map(\.isKnown) == [true, false] && detail.events[1].text == nil)
        #expect(try station.desk().recheck(nil).isGood)
    }

    @Test("a device is its gateway's: another that tells of the name is not asked for it")
    func belonging() throws {
        let station = try DeviceStation()
        let model = try station.gateway("gw-a", ["cam-1": AttesterModel.Device()])
        #expect(try station.enrol("cam-1").isDone)
        let thief = try station.gateway("gw-b", ["cam-1": AttesterModel.Device()])
        _ = try station.quote("cam-1")
        #expect(thief.state.questions.isEmpty && !model.state.questions.isEmpty)
        model.disconnect()
        let answer = try station.enrol("cam-1", again: false)
        #expect(!answer.isDone)
        #expect(try #require(try station.store.device("cam-1")).gateway == "gw-a")
    }

    @Test("a wish that no gateway is there for ends with a word, and nobody waits for ever")
    func unreachable() throws {
        let station = try DeviceStation()
        let model = try station.trusted()
        model.disconnect()
        #expect(eventually { station.book.count == 0 })
        let quote = try station.store.wish(DeviceWish(kind: .quote, device: "gw-a", person: "kim", time: station.now))
        let enrol = try station.store.wish(DeviceWish(kind: .enrol, device: "cam-9", person: "kim", time: station.now))
        station.tend()
        #expect(try station.store.openWishes().map(\.number) == [quote, enrol])
        station.pass(seconds: 31)
        station.tend()
        station.tend()
        for wish in [quote, enrol] {
            let answer = try #require(try station.store.answer(toWish: wish))
            #expect(!answer.isDone && answer.words.contains("no gateway that is connected answers for"))
        }
        #expect(try station.store.openWishes().isEmpty)
        // What was wished while nobody listened is no surprise later.
        let old = try station.store.wish(
            DeviceWish(
                kind: .quote, device: "gw-a", person: "kim", time: station.now.advanced(byMicroseconds: -60_000_000)))
        try station.connect(model)
        #expect(try station.tend { try station.store.answer(toWish: old) != nil })
    }

    @Test("a gateway that gets another name keeps its devices, and is believed under both names")
    func renamed() throws {
        let station = try DeviceStation()
        let model = try station.trusted()
        try station.registry.rename("gw-a", to: "gw-z", by: "kim", at: station.now)
        try station.store.rename("gw-a", to: "gw-z")
        station.book.close { certificate, gateway in
            (try? station.registry.gateway(withCertificate: certificate.bytes)) == gateway
        }
        model.waitForEnd()
        try model.connect(to: station.listener.port)
        #expect(eventually { station.book.lines().contains { $0.gateway == "gw-z" } })
        #expect(try station.quote("gw-a") == .trusted)
        let device = try #require(try station.store.device("gw-a"))
        #expect(device.gateway == "gw-z")
        #expect(try station.desk().trustHistory(at: station.now).gateways == ["gw-a", "gw-z"])
    }

    @Test("who is revoked is asked no more, and an answer that comes then changes nothing")
    func revoked() throws {
        let station = try DeviceStation()
        let model = try station.trusted()
        let entries = try station.store.entries(of: "gw-a", limit: 100).count
        try station.store.revoke("gw-a", reason: "stolen", by: "kim", at: station.now)
        #expect(try station.state("gw-a") == .revoked)
        let asked = model.state.questions.count
        station.pass(seconds: 120)
        for _ in 0..<5 { station.tend() }
        #expect(model.state.questions.count == asked)
        #expect(try station.store.entries(of: "gw-a", limit: 100).count == entries + 1)
        #expect(throws: AttestationFailure.refused(.revoked("gw-a"))) {
            try station.store.wish(DeviceWish(kind: .quote, device: "gw-a", person: "kim", time: station.now))
        }
        #expect(try station.enrol("gw-a").isDone)
        #expect(try station.quote("gw-a") == .trusted)
    }
}
