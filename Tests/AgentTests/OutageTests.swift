// SPDX-License-Identifier: Apache-2.0

import Collector
import Fixtures
import Foundation
import Testing

@testable import Agent

@Suite("An outage of the uplink", .serialized)
struct OutageTests {
    let tls: TLSCase
    let port: Int
    let gateway: GatewayModel

    init() throws {
        tls = try TLSCase()
        let station = try StationModel(tls)
        port = station.collector.port
        station.end()
        gateway = try GatewayModel(tls, port)
        gateway.configuration.batchEvents = 100
    }

    /// Lets time go by without a station, until the agent has given up waiting and looked at its files.
    private func wait(steps: Int = 60) { for _ in 0..<steps { gateway.step() } }

    private func arrive(_ station: StationModel, _ count: Int) throws {
        let isDone = try gateway.works(until: { station.order.count >= count }) { station.take() }
        #expect(isDone, "\(station.order.count) of \(count); \(gateway.said.suffix(3))")
    }

    @Test("logs that are there wait where they are")
    func waits() throws {
        try gateway.write(5000)
        try gateway.startAgent()
        wait()
        try gateway.rotate("eve.json.1")
        try gateway.write(100)
        wait()
        #expect(gateway.status.spoolBytes == 0)
        #expect(gateway.status.behindBytes > 0)
        let station = try StationModel(tls, port: port)
        let isBack = try gateway.works(until: { gateway.status.isConnected })
        #expect(isBack)
        // From here on no answer is too late, however slow the threads are that give it.
        gateway.tempo = 1000
        try arrive(station, gateway.written.count)
        #expect(station.order == gateway.written)
        #expect(station.repeated == 0)
    }

    @Test("a log that is removed meanwhile is kept, over a crash of the agent too, and comes first")
    func removed() throws {
        try gateway.write(5000)
        try gateway.startAgent()
        wait()
        try gateway.rotate("eve.json.1")
        try gateway.write(300)
        wait(steps: 2)
        try FileManager.default.removeItem(atPath: gateway.path + "/eve.json.1")
        wait()
        #expect(gateway.status.spoolBytes > 0)
        gateway.killAgent()
        try gateway.write(10)
        try gateway.startAgent()
        wait(steps: 3)
        let station = try StationModel(tls, port: port)
        try arrive(station, gateway.written.count)
        #expect(station.order.sorted() == gateway.written.sorted())
        #expect(Array(station.order.prefix(5000)) == Array(gateway.written.prefix(5000)))
        try gateway.works(until: { gateway.status.spoolBytes == 0 }) { station.take() }
        #expect(gateway.status.lostEvents == 0)
    }

    @Test("a station that takes nothing is as good as none")
    func stalled() throws {
        let station = try StationModel(tls, port: port)
        try gateway.write(5000)
        try gateway.startAgent()
        try gateway.works(until: { gateway.status.isConnected })
        wait(steps: 5)
        try gateway.rotate("eve.json.1")
        try gateway.write(10)
        wait(steps: 2)
        try FileManager.default.removeItem(atPath: gateway.path + "/eve.json.1")
        try gateway.works(until: { gateway.status.spoolBytes > 0 })
        #expect(gateway.said.contains { $0.contains("it has taken nothing for a while") })
        try arrive(station, gateway.written.count)
        #expect(station.order.sorted() == gateway.written.sorted())
    }

    @Test("newest first: what happens now does not wait for what happened meanwhile")
    func newestFirst() throws {
        gateway.configuration.order = .newestFirst
        gateway.configuration.spoolBytes = 1 << 20
        try gateway.write(9000)
        try gateway.startAgent()
        wait(steps: 100)
        #expect(gateway.status.behindBytes == 0)
        #expect(gateway.status.spoolBytes > 0)
        try gateway.write(100)
        let station = try StationModel(tls, port: port)
        try arrive(station, gateway.written.count)
        #expect(station.order.sorted() == gateway.written.sorted())
        let order = station.order
        let first = try #require(order.firstIndex(of: gateway.written[0]))
        let new = gateway.written.suffix(100).compactMap { order.firstIndex(of: $0) }
        #expect(try #require(new.max()) < first)
        #expect(gateway.status.lostEvents == 0)
    }

    @Test("while the disk takes nothing no more is read than waits for it")
    func noRoom() throws {
        gateway.configuration.order = .newestFirst
        try gateway.write(20_000)
        try gateway.startAgent()
        // In place of the folder a file: nothing can be made in it.
        let spool = gateway.path + "/state/spool"
        try FileManager.default.removeItem(atPath: spool)
        try Data().write(to: URL(filePath: spool))
        wait(steps: 150)
        let held = gateway.held
        try gateway.write(20_000)
        wait(steps: 100)
        #expect(gateway.held == held)
        try FileManager.default.removeItem(atPath: spool)
        try FileManager.default.createDirectory(atPath: spool, withIntermediateDirectories: true)
        let station = try StationModel(tls, port: port)
        try arrive(station, gateway.written.count)
        #expect(station.order.sorted() == gateway.written.sorted())
        #expect(gateway.status.lostEvents == 0)
    }

    @Test("what the spool has no room for is counted, and the rest arrives")
    func lost() throws {
        gateway.configuration.order = .newestFirst
        gateway.configuration.spoolBytes = 40_000
        try gateway.write(20_000)
        try gateway.startAgent()
        wait(steps: 150)
        let lost = Int(gateway.status.lostEvents)
        #expect(lost > 0 && lost < 20_000)
        gateway.endAgent()
        try gateway.startAgent()
        #expect(gateway.status.lostEvents == lost)
        let station = try StationModel(tls, port: port)
        try arrive(station, gateway.written.count - lost)
        #expect(station.order.count == gateway.written.count - lost)
        #expect(station.order.sorted() == gateway.written.suffix(station.order.count).sorted())
    }
}
