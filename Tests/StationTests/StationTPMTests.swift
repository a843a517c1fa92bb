// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Crypto
import Devices
import EVE
import Fixtures
import Foundation
import Intake
import Prover
import Synchronization
import Testing

@testable import Agent
@testable import Collector
@testable import Station
@testable import Store

/// An agent's line of questions with a software TPM, and a station that takes the TPM's maker at its word.
private final class TPMCourse {
    let tpm: SoftwareTPM
    let station: DeviceStation
    private let folder: AgentFolder
    private let sources: [ReadingSource]
    private(set) var desk: AttesterDesk?
    private var link: AttesterLink?

    /// - Parameter source: what the agent has signed, as its configuration names it.
    init(source: String? = nil) throws {
        sources = source.flatMap { ReadingSource($0) }.map { [$0] } ?? []
        TPMContext.silenceStack()
        tpm = try SoftwareTPM()
        var options = DeviceOptions()
        options.pseudonymSeconds = 3600
        options.roots = [tpm.makerFiles.root]
        options.intermediates = [tpm.makerFiles.issuer]
        station = try DeviceStation(options)
        folder = AgentFolder(tpm.folder + "/agent")
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        let identity = try station.identity("gw-a")
        let authority = try station.keys.authority.certificate.pem()
        func write(_ bytes: [UInt8], _ path: String) throws { try Data(bytes).write(to: URL(filePath: path)) }
        try write(identity.key.pem() + identity.chain[0].pem() + authority, folder.identity)
        try write(authority, folder.authority)
        let port = station.listener.port
        try write(Array("127.0.0.1:\(port)\n127.0.0.1:\(port)\n".utf8), folder.station)
        try begin(at: tpm)
        #expect(eventually { station.book.lines().contains { $0.gateway == "gw-a" } })
        station.tend()
    }

    deinit { end() }

    private func end() {
        link?.end()
        desk?.end()
        (link, desk) = (nil, nil)
    }

    /// Begins an agent with this TPM, in the same folder.
    func begin(at tpm: SoftwareTPM) throws {
        end()
        var settings = AttesterSettings()
        settings.readings = sources
        settings.gateway = try #require(TPMAddress(tpm.address) as TPMAddress?)
        var pace = AgentPace()
        pace.pause = 1000
        pace.longestPause = 20_000
        let desk = AttesterDesk(settings, folder: folder, gateway: "gw-a", pace: pace) { _ in }
        self.desk = desk
        link = AttesterLink(folder: folder, pace: pace, desk: desk) { _ in }
    }
}

@Suite("A station, an agent and a TPM", .enabled(if: SoftwareTPM.isExpected, "\(SoftwareTPM.absence)"))
struct StationTPMTests {
    @Test func enrolledByItsMakersWordTrustedAndThenNot() throws {
        let course = try TPMCourse()
        let station = course.station
        let answer = try station.enrol("gw-a", pins: false)
        #expect(answer.isDone, "\(answer.words)")
        #expect(try station.quote("gw-a") == .flagged(.noReference))
        _ = try station.learn("gw-a")
        #expect(try station.quote("gw-a") == .trusted)
        try course.tpm.extend(4)
        #expect(try station.quote("gw-a") == .untrusted(.pcrPolicy))
        // After a start the register is as before, and the counters say that there was one.
        try course.tpm.reset()
        #expect(try station.quote("gw-a") == .flagged(.rebooted))
        // A TPM that lost its power without a word may also say so of its clock for a while.
        let later = try station.quote("gw-a")
        #expect(later == .trusted || later == .flagged(.clockUnsafe))
        #expect(try station.desk().recheck("gw-a").isGood)
    }

    @Test func aTrustedDeviceSignsUnderAPseudonymThatTheStationGaveIt() throws {
        let course = try TPMCourse(source: "level /nonexistent/level pseudonym")
        let station = course.station
        #expect(try station.enrol("gw-a", pins: false).isDone)
        _ = try station.quote("gw-a")
        _ = try station.learn("gw-a")
        #expect(try station.quote("gw-a") == .trusted)
        // An agent that begins tells that it wants one.
        try course.begin(at: course.tpm)
        #expect(station.tend { course.desk?.pseudonym(of: "gw-a") != nil })
        let pseudonym = try #require(course.desk?.pseudonym(of: "gw-a"))
        let known = try #require(try station.store.pseudonym(pseudonym.name))
        #expect(known.keyName == pseudonym.key.name && known.certificate == pseudonym.certificate.der)
        let message = Array(
            "{\"dev\":\"\(pseudonym.name)\",\"boot\":0,\"seq\":0,\"ms\":5,\"ch\":\"level\",\"raw\":2}".utf8)
        let signed = Mutex<ReadingLine?>(nil)
        course.desk?.sign([message], by: "gw-a", under: pseudonym) { result in
            guard case .success(let (signatures, key)) = result else { return }
            signed.withLock {
                $0 = ReadingLine(device: pseudonym.name, key: key, message: message, signature: signatures[0])
            }
        }
        #expect(eventually { signed.withLock { $0 != nil } })
        let line = try #require(signed.withLock { $0 }).line(timestamp: station.now.rfc3339)
        let intake = ReadingIntake(directory: station.configuration.dataDirectory)
        var decoder = EveDecoder()
        intake.look(decoder.decode(LineBlock(bytes: line + [0x0a], offset: 0, firstLine: 1)), of: "gw-a")
        intake.keep()
        #expect(try station.store.readings(of: pseudonym.name, limit: 9).map(\.value) == [2])
    }

    @Test func anotherTPMInItsPlaceProvesNothing() throws {
        let course = try TPMCourse()
        let station = course.station
        #expect(try station.enrol("gw-a", pins: false).isDone)
        _ = try station.quote("gw-a")
        _ = try station.learn("gw-a")
        #expect(try station.quote("gw-a") == .trusted)
        let other = try SoftwareTPM()
        try course.begin(at: other)
        #expect(
            station.tend {
                station.book.lines().contains {
                    $0.hello.devices.contains { $0.fault.contains("not the TPM that the keys were made in") }
                }
            })
        // No answer is no verdict; in time it is silence.
        station.pass(seconds: 600)
        station.tend()
        #expect(try station.store.device("gw-a")?.state != .trusted)
    }
}
