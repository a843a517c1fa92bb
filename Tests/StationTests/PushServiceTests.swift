// SPDX-License-Identifier: Apache-2.0

import Crypto
import EVE
import Fixtures
import Foundation
import Pushes
import Testing
import Transport

@testable import Collector
@testable import Station
@testable import Store

@Suite("Pushes over loopback") struct PushServiceTests {
    @Test("a push reaches a sensor signed, is told verified, and the next one changes it")
    func course() throws {
        let station = try PushStation()
        try station.add(1)
        let sensor = try station.connected("gw-a")
        #expect(try station.isIn(.notWanted, "gw-a"))
        try station.push()
        #expect(try station.tend { try station.isIn(.verified, "gw-a") })
        let first = try station.gateway("gw-a")
        #expect(first.isConnected && first.running == first.wanted?.revision && sensor.ruleCount == 101)
        #expect(sensor.state.files?.rules.contains("# 1:1, revision 1\nalert tcp any any") == true)
        try station.add(2)
        try station.push(by: "ada")
        #expect(try station.tend { try station.isIn(.verified, "gw-a") && sensor.ruleCount == 102 })
        let orders = sensor.state.orders
        #expect(orders.count == 2 && orders[0] < orders[1] && sensor.state.refused.isEmpty)
        #expect(try station.desk().history(limit: 9).map(\.person) == ["ada", "kim"])
        // What runs already is not sent again.
        try station.push()
        station.tend()
        #expect(try station.isIn(.verified, "gw-a") && sensor.state.orders == orders)
    }

    @Test("each of a hundred gateways is in its right state, and none is left without the rules that it had")
    func hundred() throws {
        let station = try PushStation()
        for sid in 1...20 { try station.add(sid) }
        var sensors: [SensorModel] = []
        let before = try SensorFiles(rules: "alert 9\n", thresholds: "")
        for number in 0..<100 {
            let conduct: SensorModel.Conduct =
                number == 10 ? .failsTest : number == 20 ? .failsReload : number == 30 ? .isNotManaged : .follows
            sensors.append(try station.sensor("gw-\(number)", conduct, running: before))
        }
        try station.push()
        func isDone() throws -> Bool {
            // From one address only so many come in at once; the others come again, as agents do.
            for sensor in sensors where sensor.name != "gw-40" && !sensor.state.isOpen {
                try sensor.connect(to: station.listener.port)
            }
            return try station.desk().gateways(at: station.now).allSatisfy { $0.state.isFinal || $0.gateway == "gw-40" }
        }
        #expect(try station.tend(until: isDone))
        let wanted: [String: GatewayRulesState] = [
            "gw-10": .refused, "gw-20": .rolledBack, "gw-30": .notManaged, "gw-40": .waits,
        ]
        for gateway in try station.desk().gateways(at: station.now) {
            #expect(gateway.state == wanted[gateway.gateway] ?? .verified, "\(gateway.gateway): \(gateway.state)")
        }
        #expect(sensors.allSatisfy { $0.ruleCount >= 101 && $0.state.orders.count <= 1 })
        #expect(sensors.count { $0.ruleCount == 120 } == 96)
        #expect(try station.gateway("gw-10").report?.complaints.count == 1)
        // The one that was offline comes back.
        try sensors[40].connect(to: station.listener.port)
        #expect(try station.tend { try station.isIn(.verified, "gw-40") })
        // Who would not have them gets a newer order only.
        station.tend()
        #expect(sensors[10].state.orders.count == 1 && sensors[20].state.orders.count == 1)
        try station.push(.canary("gw-10"))
        #expect(station.tend { sensors[10].state.orders.count == 2 })
        for sensor in sensors { sensor.disconnect() }
    }

    @Test("an order that was never sent, or not answered, is sent by the next process with the same number")
    func killed() throws {
        let station = try PushStation()
        try station.add(1)
        let sensor = try station.sensor("gw-a")
        let stuck = try station.connected("gw-b", .stops)
        let record = try station.push()
        station.tend()
        #expect(eventually { stuck.state.orders == [record.shares[1].order] })
        #expect(try station.tend { try station.isIn(.working, "gw-b") })
        try station.restart()
        stuck.waitForEnd()
        station.tend()
        #expect(try !station.gateway("gw-b").isConnected)
        try sensor.connect(to: station.listener.port)
        #expect(try station.tend { try station.isIn(.verified, "gw-a") })
        #expect(sensor.state.orders == [record.shares[0].order])
        try station.push()
        let next = try #require(try station.gateway("gw-a").wanted)
        #expect(next.number > record.shares[0].order)
    }

    @Test("a muting's time that is over while nobody serves ends with the first round, by the station itself")
    func expiry() throws {
        let station = try PushStation()
        try station.add(1)
        let sensor = try station.connected("gw-a")
        try station.push()
        let end = station.now.advanced(byMicroseconds: 3_600_000_000)
        _ = try station.desk().mute(
            gid: 1, sid: 1, nil, at: "gw-a", until: end, reason: "noise", at: station.now)
        func isMuted() -> Bool { sensor.state.files?.thresholds.contains("sig_id 1") == true }
        #expect(station.tend(until: isMuted))
        try station.restart()
        sensor.waitForEnd()
        station.now = end
        try station.add(2)
        try sensor.connect(to: station.listener.port)
        #expect(station.tend { !isMuted() })
        let record = try #require(try station.desk().history(limit: 1).first)
        #expect(record.person == "vedette" && record.kind == .expiry && record.comment.contains("muting 1 of kim"))
        // Rules that nobody has pushed do not come with it.
        #expect(sensor.ruleCount == 101)
        #expect(try station.tend { try station.isIn(.verified, "gw-a") })
    }

    @Test("a gateway that lies is told of, and gets nothing again for it")
    func lies() throws {
        let station = try PushStation()
        for sid in 1...200 { try station.add(sid) }
        let liar = try station.connected("gw-a", .lies)
        try station.push()
        #expect(try station.tend { try station.isIn(.contradicts, "gw-a") })
        for _ in 0..<3 { station.tend() }
        #expect(liar.state.orders.count == 1)
        #expect(try station.gateway("gw-a").explanation.contains("200 rules verified, and counts 0"))
        // Orders that were never given do not move what is wanted.
        liar.send(PushReport(.verified, number: .max, agent: "x").line)
        #expect(try station.tend { try station.gateway("gw-a").report?.number == .max })
        #expect(try station.isIn(.contradicts, "gw-a"))
        try station.push()
        #expect(try #require(try station.gateway("gw-a").wanted).number < 1 << 53)
    }

    @Test("who is revoked while it is connected is out, and who was renamed gets orders for the name that it knows")
    func registry() throws {
        let station = try PushStation()
        try station.add(1)
        let revoked = try station.connected("gw-a")
        try station.registry.revoke("gw-a", by: "ada", at: station.now)
        station.book.close { certificate, gateway in
            (try? station.registry.gateway(withCertificate: certificate.bytes)) == gateway
        }
        revoked.waitForEnd()
        #expect(station.book.status.refusals.last?.contains("gw-a was revoked or renamed") == true)
        try revoked.connect(to: station.listener.port)
        revoked.waitForEnd()
        #expect(station.book.count == 0)
        let renamed = try station.sensor("gw-b")
        try station.registry.rename("gw-b", to: "gw-c", by: "ada", at: station.now)
        try renamed.connect(to: station.listener.port)
        try station.push()
        #expect(try station.tend { try station.isIn(.verified, "gw-c") })
        #expect(renamed.state.refused.isEmpty)
    }

    @Test("strangers get no line: without a certificate, with another authority's, with one that is not enrolled")
    func strangers() throws {
        let station = try PushStation()
        let authority = station.keys.authority.certificate
        let unknown = try station.keys.authority.identity("gw-a", purpose: .client, serial: 77)
        let foreign = try Authorities.authority("Other").identity("gw-a", purpose: .client)
        for identity in [unknown, foreign] {
            let sensor = try SensorModel("gw-a", identity, authority: authority)
            try sensor.connect(to: station.listener.port)
            sensor.waitForEnd()
        }
        let context = try TLSContext(clientOf: .authorities([authority], name: nil), identity: nil)
        let line = try PlainLine(port: station.listener.port, context)
        line.send(PushReport(.none, agent: "x").line)
        line.waitForEnd()
        #expect(station.book.count == 0)
        #expect(station.book.status.refused >= 2)
    }

    @Test("a second line of a gateway takes the place of the first, which may be dead without knowing")
    func replaced() throws {
        let station = try PushStation()
        try station.add(1)
        let first = try station.connected("gw-a")
        let second = try SensorModel(
            "gw-a", station.identity("gw-a"), authority: station.keys.authority.certificate)
        try second.connect(to: station.listener.port)
        first.waitForEnd()
        #expect(eventually { station.book.lines().count == 1 })
        try station.push()
        #expect(try station.tend { try station.isIn(.verified, "gw-a") })
        #expect(first.state.orders.isEmpty && second.state.orders.count == 1)
        #expect(try station.gateway("gw-a").isConnected)
    }

    @Test("floods, lines without an end and what is no report end the line of who sends them, and no other")
    func floods() throws {
        let station = try PushStation()
        let good = try station.connected("gw-good")
        let flood = try station.connected("gw-a")
        for _ in 0..<100 { flood.tell() }
        flood.waitForEnd()
        let endless = try station.connected("gw-b")
        endless.send([UInt8](repeating: UInt8(ascii: "x"), count: PushReport.sizeLimit + 1))
        endless.waitForEnd()
        let other = try station.connected("gw-c")
        other.send(Array("{\"version\":1,\"rules\":{\"state\":\"fine\"}}\n".utf8))
        other.waitForEnd()
        let refusals = station.book.status.refusals.joined(separator: "\n")
        #expect(refusals.contains("gw-a: it tells of its rules more often") && refusals.contains("gw-b: a report has"))
        #expect(refusals.contains("gw-c: the message has a 'state' that cannot be"))
        // The other side may see its end before it is out of the book.
        #expect(eventually { station.book.count == 1 } && good.state.isOpen)
        #expect(try station.tend { try station.gateway("gw-a").isConnected == false })
    }

    @Test("a report that comes byte by byte, and two at once, are read")
    func pieces() throws {
        let station = try PushStation()
        let sensor = try station.connected("gw-a")
        let lines = PushReport(.none, number: 3, agent: "x").line + PushReport(.refused, number: 4, agent: "x").line
        for byte in lines { sensor.send([byte]) }
        #expect(try station.tend { try station.gateway("gw-a").report?.number == 4 })
        sensor.send(lines)
        #expect(eventually { sensor.state.isOpen && station.book.lines().first?.report.number == 4 })
    }

    @Test("a line on which nothing comes, or that takes no order, is closed; more lines than may be are turned away")
    func standing() throws {
        var limits = OrdersLimits()
        limits.lookMilliseconds = 10
        limits.idleSeconds = 0
        let silent = try PushStation(limits: limits)
        let sensor = try silent.sensor("gw-a")
        try sensor.connect(to: silent.listener.port)
        sensor.waitForEnd()
        #expect(silent.book.status.refusals.last?.contains("gw-a: no report within") == true)
        limits.idleSeconds = 600
        limits.answerSeconds = 0
        let slow = try PushStation(limits: limits)
        try slow.add(1)
        let stuck = try slow.connected("gw-a", .ignores)
        try slow.push()
        slow.tend()
        stuck.waitForEnd()
        #expect(slow.book.status.refusals.last?.contains("tells nothing of its order") == true)
        // It comes back, and gets no order for a while.
        try stuck.connect(to: slow.listener.port)
        #expect(eventually { slow.book.lines().count == 1 })
        #expect(!slow.book.send([1], number: 99, to: "gw-a"))
        limits.connections = 1
        let full = try PushStation(limits: limits)
        let first = try full.connected("gw-a")
        let second = try full.sensor("gw-b")
        try second.connect(to: full.listener.port)
        second.waitForEnd()
        #expect(first.state.isOpen && full.book.status.refusals.last?.contains("1 lines already") == true)
    }

    @Test("one order is under way at a time, and no more bytes than may be")
    func underWay() throws {
        var limits = OrdersLimits()
        limits.waitingBytes = 10
        let station = try PushStation(limits: limits)
        let sensor = try station.connected("gw-a", .stops)
        #expect(!station.book.send([1], number: 1, to: "gw-none"))
        // The first may be larger than all.
        #expect(station.book.send([UInt8](repeating: 7, count: 100), number: 1, to: "gw-a"))
        #expect(!station.book.send([1], number: 2, to: "gw-a"))
        sensor.send(PushReport(.working, number: 1, agent: "x").line)
        sensor.send(PushReport(.refused, number: 1, agent: "x").line)
        #expect(eventually { station.book.lines().first?.canTake == true })
        #expect(station.book.send([1, 10], number: 2, to: "gw-a"))
        sensor.disconnect()
        #expect(eventually { station.book.count == 0 })
    }

    @Test("a gateway that tells of orders and does not take their bytes holds those of one, and no other gateway waits")
    func deaf() throws {
        var limits = OrdersLimits()
        limits.waitingBytes = 100 << 20
        let station = try PushStation(limits: limits)
        let deaf = try station.connected("gw-a", .ignores)
        _ = try station.connected("gw-b", .ignores)
        deaf.stopReading()
        // More than the buffers of a socket hold.
        let order = [UInt8](repeating: 7, count: 40 << 20)
        #expect(station.book.send(order, number: 5, to: "gw-a"))
        func told(_ number: Int) -> Bool {
            deaf.send(PushReport(.none, number: number, agent: "x").line)
            return eventually { station.book.lines().contains { $0.gateway == "gw-a" && $0.report.number == number } }
        }
        for _ in 0..<3 {
            #expect(told(5))
            let line = try #require(station.book.lines().first { $0.gateway == "gw-a" })
            #expect(!line.isBusy && !line.canTake)
            #expect(told(0))
            #expect(!station.book.send(order, number: 5, to: "gw-a"))
        }
        #expect(station.book.hasRoom(for: 60 << 20) && !station.book.hasRoom(for: 61 << 20))
        #expect(station.book.send([1], number: 1, to: "gw-b"))
        deaf.disconnect()
        #expect(eventually { station.book.count == 1 })
        #expect(eventually { station.book.hasRoom(for: 100 << 20) })
    }

    @Test("who takes no order at all is closed for that, and not for having no answer")
    func stalled() throws {
        var limits = OrdersLimits()
        limits.lookMilliseconds = 10
        limits.stalledSeconds = 1
        limits.answerSeconds = 0
        let station = try PushStation(limits: limits)
        let deaf = try station.connected("gw-a", .ignores)
        deaf.stopReading()
        #expect(station.book.send([UInt8](repeating: 7, count: 40 << 20), number: 5, to: "gw-a"))
        #expect(eventually { station.book.count == 0 })
        #expect(station.book.status.refusals.last?.contains("gw-a: it takes no order within 1 s") == true)
    }

    @Test("after an old backup was put back, a gateway that has the number already gets its order under another one")
    func givenTwice() throws {
        for isFollowed in [true, false] {
            let station = try PushStation()
            try station.add(1)
            let sensor = try station.connected("gw-a", isFollowed ? .follows : .failsTest)
            for _ in 0..<4 { try station.push() }
            #expect(try station.tend { try station.gateway("gw-a").state.isFinal })
            let old = try #require(sensor.state.orders.last)
            // What was pushed is forgotten while it is not there.
            station.listener.end()
            sensor.waitForEnd()
            for ending in ["", "-wal", "-shm"] {
                let path = station.folder.configuration.dataDirectory + "/pushes.db" + ending
                try? FileManager.default.removeItem(atPath: path)
            }
            try station.restart()
            try station.add(2)
            try station.push()
            #expect(try #require(try station.gateway("gw-a").wanted).number <= old)
            try sensor.connect(to: station.listener.port)
            #expect(station.tend { sensor.state.orders.last ?? 0 > old })
            #expect(try station.tend { try station.isIn(isFollowed ? .verified : .refused, "gw-a") })
            #expect(sensor.state.refused.isEmpty)
            let orders = sensor.state.orders
            for _ in 0..<3 { station.tend() }
            #expect(sensor.state.orders == orders)
        }
    }

    @Test("a gateway that calls every order another one gets it once on a line, whatever it says of numbers")
    func renumbering() throws {
        let station = try PushStation()
        try station.add(1)
        let liar = try station.connected("gw-a", .ignores)
        try station.push()
        #expect(station.tend { liar.state.orders.count == 1 })
        let other = RulesRevision("0123456789ab")
        for number in 50..<53 {
            liar.send(PushReport(.verified, number: number, revision: other, agent: "x").line)
            #expect(try station.tend { try station.gateway("gw-a").report?.number == number })
            station.tend()
        }
        #expect(try liar.state.orders.count == 1 && station.isIn(.contradicts, "gw-a"))
    }

    @Test("orders go out also where mutings at some gateway cannot end, and that is told")
    func stillMuted() throws {
        let station = try PushStation()
        try station.add(1)
        let sensor = try station.connected("gw-b")
        let end = station.now.advanced(byMicroseconds: 3_600_000_000)
        // One that is not enrolled any more, and has as much as may be: a muting of all does not fit there.
        let full = try SensorFiles(
            rules: "", thresholds: String(repeating: "#", count: SensorFiles.sizeLimit - 1) + "\n")
        _ = try station.pushes.push(
            PushWish(
                files: full, parts: [.init(gateway: "gw-a", chosen: nil)], mayRunFewer: false, person: "kim",
                time: station.now, comment: ""))
        try station.push()
        for (sid, hours) in [(1, 1), (2, 9)] as [(UInt32, Int64)] {
            _ = try station.desk().mute(
                gid: 1, sid: sid, nil, at: nil, until: station.now.advanced(byMicroseconds: hours * 3_600_000_000),
                reason: "noise", at: station.now)
        }
        func lines() -> String { sensor.state.files?.thresholds ?? "" }
        #expect(station.tend { lines().contains("sig_id 1\n") })
        station.now = end
        #expect(station.tend { sensor.state.files != nil && !lines().contains("sig_id 1\n") })
        #expect(lines().contains("sig_id 2\n"))
        #expect(station.tend().contains("mutings do not end at gw-a: the rules cannot be pushed"))
    }

    @Test("whoever enrols is answered as before on the same port")
    func enrolling() throws {
        let station = try PushStation()
        let context = try TLSContext(
            clientOf: .authorities([station.keys.authority.certificate], name: nil), identity: nil)
        let line = try PlainLine(port: station.listener.port, context)
        line.send(Array("{\"version\":1,\"rules\":7}\n".utf8))
        line.waitForEnd()
        #expect(line.text.contains("refused"))
    }
}
