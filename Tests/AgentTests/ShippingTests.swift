// SPDX-License-Identifier: Apache-2.0

import Collector
import Crypto
import EVE
import Fixtures
import Synchronization
import Testing
import Version

@testable import Agent

@Suite("An agent and a station", .serialized)
struct ShippingTests {
    let tls: TLSCase
    let station: StationModel
    let gateway: GatewayModel

    init() throws {
        tls = try TLSCase()
        station = try StationModel(tls)
        gateway = try GatewayModel(tls, station.collector.port)
        // Its clock runs ahead of the threads that answer: no answer is too late here.
        gateway.pace.patience = 1 << 40
        gateway.pace.stall = 1 << 40
    }

    /// Works until the station has as many lines as were written, and shows that they are the same ones.
    private func expectAll(_ station: StationModel? = nil, inOrder: Bool = true) throws {
        let station = station ?? self.station
        let isDone = try gateway.works(until: { station.order.count >= gateway.written.count }) { station.take() }
        #expect(isDone, "\(station.order.count) of \(gateway.written.count); \(gateway.said)")
        let order = station.order
        #expect(inOrder ? order == gateway.written : order.sorted() == gateway.written.sorted())
        #expect(station.stored.withLock { $0.contradictions } == 0)
    }

    private func quiet(_ station: StationModel) throws {
        // One that comes again counts again.
        try gateway.works(until: { gateway.status.acknowledgedEvents >= station.taken }) { station.take() }
    }

    @Test("every line arrives once, in order, byte for byte")
    func once() throws {
        try gateway.write(5000)
        try gateway.startAgent()
        try expectAll()
        try gateway.write(10)
        try expectAll()
        #expect(station.repeated == 0)
        #expect(gateway.status.isConnected)
        #expect(gateway.status.behindBytes == 0)
    }

    @Test("an agent that was ended goes on where it was acknowledged")
    func resumes() throws {
        try gateway.write(3000)
        try gateway.startAgent()
        try expectAll()
        try quiet(station)
        gateway.endAgent()
        try gateway.write(500)
        try gateway.startAgent()
        try expectAll()
        #expect(station.repeated == 0)
    }

    @Test("what was not acknowledged comes again on the next connection")
    func lostAcknowledgements() throws {
        try gateway.write(6000)
        try gateway.startAgent()
        for _ in 0..<3 {
            let before = station.stored.withLock { $0.lines.count + $0.repeated }
            let isSent = try gateway.works(until: { station.stored.withLock { $0.lines.count + $0.repeated } > before })
            {
                station.take(acknowledging: false)
            }
            #expect(isSent)
            station.collector.recheck { _, _ in false }
            let isBroken = try gateway.works(until: { !gateway.status.isConnected })
            #expect(isBroken)
        }
        try expectAll()
        #expect(station.repeated > 0)
    }

    @Test("connections cut after any number of bytes lose nothing", arguments: UInt64(1)...3)
    func cut(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        // From within the handshake to behind the first windows.
        let limits = (0..<12).map { _ in
            Int.random(in: 1...(Bool.random(using: &random) ? 4000 : 60_000), using: &random)
        }
        let proxy = try CuttingProxy(to: station.collector.port, limits: limits)
        let gateway = try GatewayModel(tls, proxy.port)
        gateway.configuration.batchEvents = 500
        try gateway.startAgent()
        let isCut = try gateway.works(until: { proxy.cutsLeft == 0 }) {
            try gateway.write(100)
            station.take()
        }
        #expect(isCut)
        try gateway.works(until: { station.order.count >= gateway.written.count }) { station.take() }
        #expect(station.order == gateway.written)
        #expect(station.stored.withLock { $0.contradictions } == 0)
    }

    @Test("an agent that is killed sends again what was not noted, under the same places")
    func killed() throws {
        try gateway.write(4000)
        gateway.pace.save = 1 << 40
        for _ in 0..<3 {
            try gateway.startAgent()
            try gateway.works(until: { gateway.status.acknowledgedEvents > 2000 }) { station.take() }
            gateway.killAgent()
        }
        try gateway.startAgent()
        try expectAll()
        #expect(station.repeated > 0)
    }

    @Test("lines that are no events are counted at the station, and cost no others")
    func badLines() throws {
        try gateway.write(2)
        gateway.write(bytes: "not \"an\\ object\u{7}\n\n   \n{\"eve\":1},\"log\":{}\n[1]\n{\"torn\":\"")
        gateway.write(bytes: String(repeating: "x", count: 5000) + "\n")
        try gateway.write(2)
        try gateway.startAgent()
        let bad = 4
        let isDone = try gateway.works(until: { station.order.count >= gateway.written.count + bad }) { station.take() }
        #expect(isDone, "\(station.order)")
        let order = station.order
        #expect(Array(order[0..<2] + order[(2 + bad)...]) == gateway.written)
        #expect(order[2] == #"not "an\ object?"#)
        #expect(order[3] == #"{"eve":1},"log":{}"#)
        #expect(order[4] == "[1]")
        #expect(order[5].hasPrefix(#"{"torn":"xxx"#) && order[5].hasSuffix("..."))
    }

    @Test("a blank line alone holds up nothing")
    func blank() throws {
        try gateway.write(3)
        try gateway.startAgent()
        try expectAll()
        try quiet(station)
        gateway.write(bytes: "\n")
        try gateway.works(until: { gateway.status.behindBytes == 0 }) { station.take() }
        try gateway.write(3)
        try expectAll()
        #expect(!gateway.said.contains { $0.contains("acknowledges") })
    }

    @Test("a log with many sources forgets none of another one")
    func sources() {
        var book = BookmarkBook()
        func record(_ log: String, _ number: Int) -> SourceRecord {
            SourceRecord(
                log: log, fingerprint: "f\(number)",
                bookmark: Bookmark(gateway: "", path: log, head: .init(length: 1, hash: UInt64(number))))
        }
        let first = book.add(record("/a", 0))
        for number in 1...(BookmarkBook.limit + 5) { _ = book.add(record("/b", number)) }
        #expect(book.records[first] != nil)
        #expect(book.bookmarks(of: "/b").count == BookmarkBook.limit)
    }

    @Test("a line too long to send is counted, and the next one arrives")
    func overlong() throws {
        try gateway.write(1)
        gateway.write(bytes: #"{"long":""# + String(repeating: "x", count: 9 << 20) + "\"}\n")
        try gateway.write(1)
        try gateway.startAgent()
        let isDone = try gateway.works(until: { station.order.count >= 3 }) { station.take() }
        #expect(isDone, "\(station.order.map { $0.prefix(100) })")
        let order = station.order
        #expect(order.filter { $0.hasPrefix(#"{"long":"xxx"#) && $0.hasSuffix("...") }.count == 1)
        #expect(order.filter { gateway.written.contains($0) } == gateway.written)
    }

    @Test("rotations while nobody takes anything lose nothing", arguments: [false, true])
    func rotation(copying: Bool) throws {
        try gateway.write(100)
        try gateway.startAgent()
        try expectAll()
        try quiet(station)
        gateway.endAgent()
        try gateway.write(3000)
        try gateway.rotate("eve.json.2", copying: copying)
        try gateway.write(2000)
        try gateway.rotate("eve.json.1", copying: copying)
        try gateway.write(1000)
        try gateway.startAgent()
        try expectAll()
        #expect(station.repeated == 0)
    }

    @Test("a file that is emptied and written anew is another one")
    func truncation() throws {
        try gateway.write(200)
        try gateway.startAgent()
        try expectAll()
        try gateway.rotate("copy-elsewhere", copying: true)
        try gateway.write(300)
        try expectAll()
        #expect(station.repeated == 0)
    }

    @Test("heartbeats say how the agent stands")
    func heartbeat() throws {
        try gateway.write(1)
        try gateway.startAgent()
        let isTold = try gateway.works(until: { station.stored.withLock { !$0.others.isEmpty } }) { station.take() }
        #expect(isTold)
        let event = station.stored.withLock { $0.others[0] }
        #expect(event.contains(#""event_type":"vedette_agent","agent":{"version":"\#(VedetteVersion.text)""#))
    }

    @Test("damaged bookmarks are kept aside, and everything is sent again")
    func damagedBookmarks() throws {
        try gateway.write(100)
        try gateway.startAgent()
        try expectAll()
        gateway.endAgent()
        try GatewayModel.write(Array("vedette-agent bookmarks 1\nlost 0\n".utf8), gateway.path + "/state/bookmarks")
        try gateway.write(1)
        try gateway.startAgent()
        try expectAll()
        #expect(station.repeated == 100)
        #expect(gateway.said.contains { $0.contains("bookmarks is damaged") })
        #expect(try AgentFile.read(gateway.path + "/state/bookmarks.damaged", limit: 100) != nil)
    }
}
