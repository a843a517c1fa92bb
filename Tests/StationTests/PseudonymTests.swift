// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Collector
import Crypto
import Devices
import EVE
import Fixtures
import Foundation
import GRDB
import Identifier
import Intake
import Testing

@testable import Station
@testable import Store

/// A station that gives pseudonyms, and a trusted device behind a gateway that may want one.
final class PseudonymScene {
    let station: DeviceStation
    let model: AttesterModel
    let identifier: IdentifierStore

    init(lifetime: Int? = 86_400) throws {
        var options = DeviceOptions()
        options.pseudonymSeconds = lifetime
        station = try DeviceStation(options)
        identifier = IdentifierStore(directory: station.configuration.dataDirectory)
        model = try station.gateway("gw-a", ["cam-1": AttesterModel.Device()])
        #expect(try station.enrol("cam-1").isDone)
        #expect(try station.quote("cam-1") == .flagged(.noReference))
    }

    /// Makes its device trusted.
    func trust() throws {
        _ = try station.learn("cam-1")
        #expect(try station.quote("cam-1") == .trusted)
    }

    var device: AttesterModel.Device { get throws { try #require(model.state.devices["cam-1"]) } }

    /// Has the gateway tell that its device wants one, and the station hear it and do what follows from it.
    func want() {
        model.change("cam-1") { $0.wantsPseudonym = true }
        hear()
    }

    /// What the gateway tells is told and heard: another device in it is the sign.
    func hear() {
        let mark = "mark-\(UInt32.random(in: 0...UInt32.max))"
        let devices = model.state.devices.map {
            AttesterHello.Device(name: $0.key, wantsPseudonym: $0.value.wantsPseudonym)
        }
        model.send(AttesterHello(agent: "0.1.0", devices: devices + [.init(name: mark)]).line)
        #expect(
            eventually {
                station.book.lines().contains { $0.hello.devices.contains { $0.name == mark } }
            })
        station.tend()
    }

    /// The newest pseudonym that the device took, once it has `count`.
    func taken(_ count: Int = 1) throws -> Pseudonym {
        #expect(try station.tend { try device.taken.count == count })
        let certificate = try Certificate(der: try #require(device.taken.last))
        return try #require(try station.store.pseudonym(certificate.commonName ?? ""))
    }

    var pseudonyms: [Pseudonym] { get throws { try station.store.pseudonyms(limit: 100).map(\.0) } }

    /// How often a key was asked for.
    var asked: Int {
        model.state.questions.count { if case .pseudonym = $0.content { true } else { false } }
    }

    /// Names in the identifier's record.
    func owned() throws -> [String] {
        guard identifier.exists else { return [] }
        let path = station.configuration.dataDirectory + "/identifier.db"
        return try DatabaseQueue(path: path).read { try String.fetchAll($0, sql: "SELECT name FROM pseudonym") }
    }

    var faults: [String] {
        var problems = ProblemList()
        let directory = StoreDirectory(root: station.configuration.dataDirectory)
        AttestationCheck.run(directory, identity: nil, &problems)
        IdentifierCheck.run(directory, identity: nil, &problems)
        return problems.problems.map(\.line)
    }
}

@Suite("Pseudonyms") struct PseudonymTests {
    private let scene: PseudonymScene
    private var station: DeviceStation { scene.station }
    private var model: AttesterModel { scene.model }

    init() throws { scene = try PseudonymScene() }

    @Test("a trusted device gets a name and a certificate, in which nothing leads to it")
    func issued() throws {
        try scene.trust()
        scene.want()
        let pseudonym = try scene.taken()
        #expect(PseudonymName.isOne(pseudonym.name) && AttesterHello.isName(pseudonym.name))
        #expect(pseudonym.gateway == "gw-a" && pseudonym.revoked == nil && pseudonym.isValid(at: station.now))
        #expect(pseudonym.begins == pseudonym.begins.hour && pseudonym.ends == pseudonym.ends.hour)
        #expect(try pseudonym.keyName == scene.device.pseudonym?.name())
        let certificate = try Certificate(der: pseudonym.certificate)
        #expect(try certificate.publicKey() == scene.device.pseudonym?.key.publicKey)
        #expect(certificate.notBefore == pseudonym.begins && certificate.notAfter == pseudonym.ends)
        let owner = try #require(try scene.identifier.owner(of: pseudonym.name))
        #expect(owner.device == "cam-1" && owner.certificate == pseudonym.certificate)
        // It is of another authority than what opens lines to the station.
        let directory = station.configuration.dataDirectory
        #expect(try certificate.isSigned(by: IdentifierKeys.certificate(directory: directory)))
        #expect(!certificate.isSigned(by: station.keys.authority.certificate))
        #expect(try station.registry.gateway(withCertificate: certificate.fingerprint.bytes) == nil)
        // What is known of it beside the identifier's record.
        let entry = try #require(try station.store.entry(pseudonym.entry))
        #expect(entry.kind == .pseudonym && entry.device == pseudonym.name && entry.person == "station")
        #expect(entry.time == pseudonym.begins && entry.enrolment == nil && entry.deviceClass.isEmpty)
        let rows = try DatabaseQueue(path: directory + "/attest.db").read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM pseudonym").map(\.description)
                + Row.fetchAll(database, sql: "SELECT * FROM record WHERE kind = 'pseudonym'").map(\.description)
        }
        #expect(rows.count == 2 && rows.allSatisfy { $0.contains(pseudonym.name) && !$0.contains("cam-1") })
        for (name, mode) in [("/identifier.db", 0o600), ("/identifier", 0o700), ("/identifier/authority.pem", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: directory + name)
            #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
        }
        #expect(station.tend().isEmpty && scene.faults.isEmpty)
        #expect(Doctor.devices(station.configuration).contains { $0.subject == "pseudonyms" && $0.state == .good })
        // Who has lost the identifier's record is told so.
        for ending in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: directory + "/identifier.db" + ending)
        }
        #expect(scene.faults.count == 1 && scene.faults[0].contains("it is missing, and there are 1 pseudonyms"))
        let findings = Doctor.devices(station.configuration)
        #expect(findings.contains { $0.state == .bad && $0.found.contains("identifier.db is missing") })
        #expect(throws: AttestationFailure.refused(.unknownOwner(pseudonym.name))) {
            try PseudonymOwners(directory: directory).disclose(
                pseudonym.name, reason: "theft", to: "kim", at: station.now)
        }
        // Nor is an authority good whose certificate is over.
        let later = try IdentifierKeys.certificate(directory: directory).notAfter.advanced(byMicroseconds: 1)
        #expect(Doctor.pseudonyms(directory, at: later).map(\.state) == [.bad])
    }

    @Test(
        "openssl accepts the certificate",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "skipped: no openssl"))
    func openssl() throws {
        try scene.trust()
        scene.want()
        let certificate = try Certificate(der: scene.taken().certificate)
        let authority = try IdentifierKeys.certificate(directory: station.configuration.dataDirectory)
        let folder = try Folder()
        let files = try [certificate, authority].enumerated().map {
            try folder.write(String(decoding: $1.pem(), as: UTF8.self), to: "\($0).pem")
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = ["verify", "-x509_strict", "-CAfile", files[1], files[0]]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && text.hasSuffix(": OK\n"), "\(text)")
    }

    @Test("who is not trusted gets none, and gets one once it is; where they are off nobody does")
    func untrusted() throws {
        scene.want()
        scene.want()
        #expect(scene.asked == 0)
        try scene.trust()
        scene.want()
        _ = try scene.taken()
        let off = try PseudonymScene(lifetime: nil)
        try off.trust()
        off.want()
        off.want()
        #expect(try off.asked == 0 && off.pseudonyms.isEmpty && off.owned().isEmpty)
    }

    @Test("a key that the attestation key did not certify, or that has a name already, gets none")
    func wrongKeys() throws {
        try scene.trust()
        let good = try scene.device
        let other = try SoftwareAttester()
        model.change("cam-1") { $0.attester = other }
        scene.want()
        #expect(station.tend { station.tend().contains("no pseudonym for cam-1: bad-signature") })
        model.change("cam-1") { $0.attester = good.attester }
        model.change("cam-1") { $0.reusesKey = true }
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        #expect(try station.quote("cam-1") == .trusted)
        scene.want()
        #expect(station.tend { station.tend().contains("no pseudonym for cam-1: key-attributes") })
        #expect(try scene.pseudonyms.isEmpty && scene.owned().isEmpty)
    }

    @Test("a name is made known only while its device is trusted by these keys, and no key has two")
    func raced() throws {
        try scene.trust()
        scene.want()
        var other = try scene.taken()
        other.name = PseudonymName.of(5)
        func issue(by enrolment: Int = 1) throws {
            try station.store.issue(other, to: "cam-1", enrolment: enrolment, silentAfter: 180, at: station.now)
        }
        #expect(throws: AttestationFailure.refused(.usedKey("cam-1"))) { try issue() }
        other.keyName = try scene.device.sensor.name()
        #expect(throws: AttestationFailure.refused(.usedKey("cam-1"))) { try issue() }
        other.keyName[9] ^= 1
        #expect(throws: AttestationFailure.refused(.notTrusted("cam-1"))) { try issue(by: 2) }
        other.gateway = "gw-b"
        #expect(throws: AttestationFailure.refused(.notTrusted("cam-1"))) { try issue() }
        other.gateway = "gw-a"
        let now = station.now
        station.pass(seconds: 600)
        #expect(throws: AttestationFailure.refused(.notTrusted("cam-1"))) { try issue() }
        station.now = now
        try issue()
        try issue()
        #expect(try scene.pseudonyms.count == 2)
        #expect(scene.faults == scene.faults.filter { $0.contains("it does not say whose \(other.name) is") })
        #expect(scene.faults.count == 1)
    }

    @Test("a device gets another one only after a while, also from a station that began anew, and never too many")
    func pace() throws {
        try scene.trust()
        scene.want()
        let first = try scene.taken()
        scene.want()
        try station.restart()
        model.waitForEnd()
        try station.connect(model)
        scene.want()
        #expect(scene.asked == 1)
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        #expect(try station.quote("cam-1") == .trusted)
        scene.want()
        let second = try scene.taken(2)
        #expect(second.name != first.name && second.keyName != first.keyName)
        for number in 2..<PseudonymIssuer.validLimit {
            var other = second
            other.name = PseudonymName.of(UInt128(number))
            other.keyName[9] ^= UInt8(number)
            try scene.identifier.add(
                .init(
                    name: other.name, device: "cam-1", enrolment: 1, certificate: [], issued: station.now,
                    ends: second.ends))
            try station.store.issue(
                other, to: "cam-1", enrolment: 1, silentAfter: 180, at: station.now)
        }
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        #expect(try station.quote("cam-1") == .trusted)
        scene.want()
        #expect(scene.asked == 2 && station.tend().contains("8 of it are valid already"))
    }

    @Test("a device that is untrusted, revoked or enrolled again loses its pseudonyms, also while nobody looks")
    func lost() throws {
        try scene.trust()
        scene.want()
        let first = try scene.taken()
        model.change("cam-1") { $0.values[4] = [UInt8](repeating: 4, count: 32) }
        #expect(try station.quote("cam-1") == .untrusted(.pcrPolicy))
        func isRevoked(_ pseudonym: Pseudonym) throws -> Bool {
            try station.store.pseudonym(pseudonym.name)?.revoked != nil
        }
        #expect(try isRevoked(first))
        #expect(try station.store.pseudonym(first.name)?.revoked == station.now.hour)
        _ = try station.learn("cam-1", adds: true)
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        #expect(try station.quote("cam-1") == .trusted && isRevoked(first))
        scene.want()
        let second = try scene.taken(2)
        #expect(try station.enrol("cam-1", again: true).isDone)
        station.tend()
        #expect(try isRevoked(second))
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        #expect(try station.quote("cam-1") == .trusted)
        scene.want()
        let third = try scene.taken(3)
        // Whoever revokes a device is killed before its pseudonyms are taken back: a station that begins does it.
        try station.store.revoke("cam-1", reason: "stolen", by: "kim", at: station.now)
        #expect(try !isRevoked(third))
        try station.restart()
        station.tend()
        #expect(try isRevoked(third))
        #expect(try station.store.chain().fault == nil && scene.faults.isEmpty)
        // Nothing is written again and again.
        let token = try station.store.changeToken()
        station.tend()
        station.tend()
        #expect(try station.store.changeToken() == token)
    }

    @Test(
        "a device that is trusted again gets another one, though its agent does not know that it needs one"
    )
    func trustedAgain() throws {
        try scene.trust()
        scene.want()
        let first = try scene.taken()
        model.change("cam-1") { $0.wantsPseudonym = false }
        scene.hear()
        model.change("cam-1") { $0.values[4] = [UInt8](repeating: 4, count: 32) }
        #expect(try station.quote("cam-1") == .untrusted(.pcrPolicy))
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        scene.hear()
        #expect(scene.asked == 1)
        _ = try station.learn("cam-1", adds: true)
        #expect(try station.quote("cam-1") == .trusted)
        scene.hear()
        let second = try scene.taken(2)
        #expect(try second.revoked == nil && station.store.pseudonym(first.name)?.revoked != nil)
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        #expect(try station.quote("cam-1") == .trusted)
        scene.hear()
        #expect(scene.asked == 2)
    }

    @Test("what ends between the two records leaves a name that nobody signs under, and nothing else")
    func killed() throws {
        try scene.trust()
        try station.close("pseudonym")
        scene.want()
        #expect(station.tend { station.tend().contains("no room") })
        #expect(try scene.owned().count == 1 && scene.pseudonyms.isEmpty)
        // It goes on with the same one once it can.
        try station.open()
        let first = try scene.taken()
        #expect(try scene.owned() == [first.name] && scene.asked == 1)
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        #expect(try station.quote("cam-1") == .trusted)
        try station.close("pseudonym")
        scene.want()
        #expect(try station.tend { try scene.owned().count == 2 })
        try station.restart()
        model.waitForEnd()
        try station.open()
        try station.connect(model)
        station.tend()
        #expect(try scene.owned().count == 2 && scene.pseudonyms.count == 1 && scene.faults.isEmpty)
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        #expect(try station.quote("cam-1") == .trusted)
        scene.want()
        let second = try scene.taken(2)
        #expect(try scene.owned().count == 3 && scene.pseudonyms.map(\.name) == [second.name, first.name])
    }

    @Test("whose a pseudonym is is told to who says why, and that stands in the record first")
    func disclosed() throws {
        try scene.trust()
        scene.want()
        let pseudonym = try scene.taken()
        let owners = PseudonymOwners(directory: station.configuration.dataDirectory)
        #expect(throws: AttestationFailure.refused(.noReason)) {
            try owners.disclose(pseudonym.name, reason: " ", to: "kim", at: station.now)
        }
        #expect(throws: AttestationFailure.refused(.noPseudonym("p-x"))) {
            try owners.disclose("p-x", reason: "theft", to: "kim", at: station.now)
        }
        try station.close("record")
        #expect(throws: AttestationFailure.self) {
            try owners.disclose(pseudonym.name, reason: "theft", to: "kim", at: station.now)
        }
        try station.open()
        let answer = try owners.disclose(pseudonym.name, reason: "theft", to: "kim", at: station.now)
        #expect(answer.device == "cam-1")
        let entries = try station.store.entries(of: pseudonym.name, limit: 9)
        #expect(entries.map(\.kind) == [.disclose, .pseudonym] && entries[0].number == answer.entry)
        #expect(entries[0].person == "kim" && entries[0].words == "theft")
        #expect(try station.store.chain().fault == nil)
    }

    @Test("no device can be enrolled under a name that looks like a pseudonym")
    func names() throws {
        let name = PseudonymName.of(7)
        #expect(name.count == 28 && !PseudonymName.isOne("p-" + String(repeating: "a", count: 25)))
        #expect(!PseudonymName.isOne("p-" + String(repeating: "1", count: 26)) && !PseudonymName.isOne(name + "a"))
        #expect(PseudonymName.of(.max) == "p-" + String(repeating: "7", count: 25) + "h")
        #expect(try station.enrol(name).words.contains("is a pseudonym's name"))
    }
}
