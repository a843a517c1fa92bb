// SPDX-License-Identifier: Apache-2.0

import Attestation
import AttesterProtocol
import Collector
import Devices
import EVE
import Fixtures
import GRDB
import Identifier
import Testing

@testable import Station
@testable import Store

@Suite("Pseudonyms that are lost") struct PseudonymLossTests {
    private let scene: PseudonymScene
    private var station: DeviceStation { scene.station }
    private var model: AttesterModel { scene.model }
    private var directory: String { station.configuration.dataDirectory }

    init() throws {
        scene = try PseudonymScene(lifetime: 3600)
        try scene.trust()
    }

    private func isRevoked(_ pseudonym: Pseudonym) throws -> Bool {
        try station.store.pseudonym(pseudonym.name)?.revoked != nil
    }

    private func changeIdentifier(_ sql: String) throws {
        let queue = try DatabaseQueue(path: directory + "/identifier.db")
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    @Test("a device that was untrusted while nobody could read whose pseudonyms are has lost its own all the same")
    func spell() throws {
        scene.want()
        let first = try scene.taken()
        station.pass(seconds: 60)
        try changeIdentifier("ALTER TABLE pseudonym RENAME TO hidden")
        model.change("cam-1") { $0.values[4] = [UInt8](repeating: 4, count: 32) }
        #expect(try station.quote("cam-1") == .untrusted(.pcrPolicy))
        #expect(station.tend().contains("identifier.db"))
        _ = try station.learn("cam-1", adds: true)
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        #expect(try station.quote("cam-1") == .trusted && !isRevoked(first))
        try changeIdentifier("ALTER TABLE hidden RENAME TO pseudonym")
        #expect(station.tend().isEmpty)
        #expect(try isRevoked(first))
        scene.want()
        let second = try scene.taken(2)
        // One that was issued later is not lost by it, whoever looks through all of it.
        try station.restart()
        station.tend()
        try PseudonymOwners(directory: directory).withdraw(at: station.now)
        #expect(try !isRevoked(second))
    }

    @Test("pseudonyms that ended are taken back as well, up to a bound", arguments: [(5, true), (40, false)])
    func ended(days: Int, isLost: Bool) throws {
        scene.want()
        let pseudonym = try scene.taken()
        station.pass(seconds: days * 86_400)
        try station.store.revoke("cam-1", reason: "stolen", by: "kim", at: station.now)
        try PseudonymOwners(directory: directory).withdraw(at: station.now)
        #expect(try isRevoked(pseudonym) == isLost)
    }

    @Test("one that its device refuses is taken back, and counts no more")
    func refused() throws {
        model.change("cam-1") { $0.refusesPseudonym = true }
        scene.want()
        #expect(station.tend { station.tend().contains("no pseudonym for cam-1: no key waits") })
        station.tend()
        #expect(try scene.pseudonyms.map { $0.revoked != nil } == [true])
        model.change("cam-1") { $0.refusesPseudonym = false }
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        #expect(try station.quote("cam-1") == .trusted)
        scene.want()
        #expect(try scene.taken().revoked == nil)
        #expect(station.tend { station.tend().isEmpty })
    }

    @Test("one that does not get to its device in time is taken back")
    func late() throws {
        try station.close("pseudonym")
        scene.want()
        #expect(station.tend { station.tend().contains("no room") })
        model.disconnect()
        #expect(eventually { station.book.count == 0 })
        try station.open()
        station.tend()
        #expect(try scene.pseudonyms.map(\.revoked) == [nil])
        station.pass(seconds: 3600)
        station.tend()
        #expect(try scene.pseudonyms.map { $0.revoked != nil } == [true])
    }

    @Test("a device whose pseudonyms attest.db does not know any more gets another one")
    func restored() throws {
        scene.want()
        _ = try scene.taken()
        try station.tamper("DELETE FROM pseudonym")
        model.change("cam-1") { $0.wantsPseudonym = false }
        station.pass(seconds: PseudonymIssuer.pauseSeconds)
        #expect(try station.quote("cam-1") == .trusted)
        scene.hear()
        _ = try scene.taken(2)
    }

    @Test("what is wrong with a device is told until its own gateway says otherwise")
    func faults() throws {
        let other = try SoftwareAttester()
        model.change("cam-1") { $0.attester = other }
        scene.want()
        #expect(station.tend { station.tend().contains("no pseudonym for cam-1: bad-signature") })
        let second = try station.gateway("gw-b", ["cam-1": AttesterModel.Device()])
        #expect(station.tend().contains("no pseudonym for cam-1"))
        second.disconnect()
        model.change("cam-1") { $0.wantsPseudonym = false }
        scene.hear()
        #expect(station.tend().isEmpty)
    }

    @Test("half of the questions of a line are left to others by who says so")
    func places() throws {
        var limits = AttestersLimits()
        limits.openQuestions = 2
        let station = try DeviceStation(limits: limits)
        var device = try AttesterModel.Device()
        device.answers = false
        let model = try station.gateway("gw-a", ["cam-1": device, "cam-2": device])
        let book = station.book
        #expect(book.ask(.identity, of: "cam-1", at: "gw-a", leavesHalf: true) != nil)
        #expect(!book.canAsk("cam-2", at: "gw-a", leavesHalf: true))
        #expect(book.ask(.identity, of: "cam-2", at: "gw-a", leavesHalf: true) == nil)
        #expect(book.ask(.identity, of: "cam-2", at: "gw-a") != nil)
        model.disconnect()
    }
}
