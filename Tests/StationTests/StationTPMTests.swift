// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Crypto
import Devices
import Fixtures
import Foundation
import Prover
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
    private var desk: AttesterDesk?
    private var link: AttesterLink?

    init() throws {
        TPMContext.silenceStack()
        tpm = try SoftwareTPM()
        var options = DeviceOptions()
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
