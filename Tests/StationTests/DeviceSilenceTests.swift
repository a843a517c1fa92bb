// SPDX-License-Identifier: Apache-2.0

import Devices
import EVE
import Fixtures
import Testing

@testable import Collector
@testable import Station
@testable import Store

@Suite("Devices that do not answer") struct DeviceSilenceTests {
    /// A station that was away, with a device whose gateway does not come back.
    private func left() throws -> DeviceStation {
        let station = try DeviceStation()
        let model = try station.trusted()
        station.pass(seconds: 3600)
        try station.restart()
        model.waitForEnd()
        station.tend()
        #expect(try station.state("gw-a") == .silent)
        #expect(station.news.isEmpty)
        return station
    }

    @Test("a silence that began while nobody asked is told once it goes on, however often the station begins again")
    func restarts() throws {
        let station = try left()
        station.pass(seconds: 100)
        try station.restart()
        station.tend()
        #expect(station.news.isEmpty)
        station.pass(seconds: 181)
        station.tend()
        let told = station.news
        #expect(told.count == 1 && told[0].contains("does not prove its state any more"))
        #expect(
            try station.store.entries(of: "gw-a", limit: 2).map(\.words) == ["it did not answer", "nobody asked it"])
        // What was told is not told again.
        station.tend()
        try station.restart()
        station.tend()
        station.pass(seconds: 181)
        station.tend()
        #expect(station.news.isEmpty)
    }

    @Test("an alert that cannot be kept at first is kept later")
    func failedWrite() throws {
        let station = try left()
        try station.close("news")
        station.pass(seconds: 181)
        #expect(station.tend().contains("no room"))
        try station.open()
        #expect(station.tend().isEmpty)
        #expect(station.news.count == 1)
    }

    @Test("what the station cannot keep is not the devices' fault")
    func hindrance() throws {
        let station = try DeviceStation()
        let model = try station.trusted()
        try station.close("record")
        station.pass(seconds: 60)
        #expect(eventually { !station.tend().isEmpty })
        for _ in 0..<30 {
            station.pass(seconds: 10)
            #expect(!station.tend().isEmpty)
        }
        try station.open()
        #expect(station.tend().isEmpty)
        // Nobody asked it for so long, so that it is not believed; nobody is alarmed.
        #expect(try station.state("gw-a") == .silent)
        #expect(station.news.isEmpty)
        #expect(try station.quote("gw-a") == .trusted)
        #expect(station.news.isEmpty)
        model.change("gw-a") { $0.answers = false }
        for _ in 0..<30 {
            station.pass(seconds: 10)
            station.tend()
        }
        #expect(station.news.count == 1)
    }

    @Test("news that cannot be fetched keep no device from being asked, and none from being silent")
    func newsHindrance() throws {
        let station = try DeviceStation()
        let model = try station.trusted()
        model.change("gw-a") { $0.answers = false }
        // Only who forgets news fails: the rounds do all that comes before.
        try station.tamper("ALTER TABLE news RENAME COLUMN gateway TO other")
        for _ in 0..<30 {
            station.pass(seconds: 10)
            #expect(!station.tend().isEmpty)
        }
        try station.tamper("ALTER TABLE news RENAME COLUMN other TO gateway")
        station.tend()
        #expect(try station.state("gw-a") == .silent)
        #expect(station.news.count == 1)
    }

    @Test("who waits for a quote of a device that is revoked meanwhile is told")
    func revokedWhileWaiting() throws {
        let station = try DeviceStation()
        let model = try station.trusted()
        model.disconnect()
        #expect(eventually { station.book.count == 0 })
        let wish = try station.store.wish(DeviceWish(kind: .quote, device: "gw-a", person: "kim", time: station.now))
        station.tend()
        #expect(try station.store.answer(toWish: wish) == nil)
        try station.store.revoke("gw-a", reason: "stolen", by: "kim", at: station.now)
        station.tend()
        let answer = try #require(try station.store.answer(toWish: wish))
        #expect(!answer.isDone && answer.words == "gw-a was revoked or enrolled anew meanwhile")
        #expect(try station.store.openWishes().isEmpty)
    }
}
