// SPDX-License-Identifier: Apache-2.0

import EVE
import Fixtures
import Intake
import Lumberjack
import NIOCore
import NIOEmbedded
import Synchronization
import Testing
import Transport

@testable import Collector
@testable import Crypto

@Suite("One gateway's connection") struct LumberjackConnectionTests {
    /// A connection without a network, and the queue behind it.
    private struct Scene {
        let channel = EmbeddedChannel()
        let queue = CollectedQueue()
        let book: ConnectionBook
        let certificate: Certificate
        let connection: LumberjackConnection

        init(
            _ limits: CollectorLimits = CollectorLimits(),
            identify: @escaping @Sendable (Certificate) -> String? = { _ in "gw-harbour" }
        ) throws {
            book = ConnectionBook(limits)
            certificate = try TLSCase().gateway.chain[0]
            connection = LumberjackConnection(queue: queue, book: book, limits: limits, identify: identify)
            try channel.pipeline.syncOperations.addHandler(connection)
            try channel.connect(to: SocketAddress(ipAddress: "192.0.2.7", port: 1)).wait()
            let peer = TLSPeer(certificate: certificate, version: "TLSv1.3", cipher: "")
            channel.pipeline.fireUserInboundEventTriggered(TLSEvent.handshakeDone(peer))
        }

        func send(_ bytes: [UInt8]) throws { try channel.writeInbound(channel.allocator.buffer(bytes: bytes)) }

        /// What was acknowledged since the last look.
        func acknowledged() throws -> [UInt32] {
            var reader = AckReader()
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) {
                reader.push(Array(buffer.readableBytesView))
            }
            var sequences: [UInt32] = []
            while let sequence = try reader.next() { sequences.append(sequence) }
            return sequences
        }

        func store(_ batches: [CollectedBatch]) {
            for batch in batches { batch.acknowledge() }
            channel.embeddedEventLoop.run()
        }

        var isOpen: Bool { channel.isActive }
    }

    private static func line(_ number: Int) -> String {
        "{\"timestamp\":\"2026-11-24T10:00:00Z\",\"event_type\":\"flow\",\"flow_id\":\(number)}"
    }

    private static func window(_ numbers: Range<Int>, level: Int = 3) throws -> [UInt8] {
        var writer = try LumberjackWriter(level: level)
        for number in numbers {
            var payload: [UInt8] = []
            ShippedEvent.appendPayload(
                of: Array(line(number).utf8).span, device: 1, inode: 2, offset: UInt64(number * 100), to: &payload)
            writer.append(payload)
        }
        return writer.finish()
    }

    @Test("a window is acknowledged once it is stored, and not before", arguments: [0, 3])
    func acknowledged(level: Int) throws {
        let scene = try Scene()
        try scene.send(try Self.window(0..<50, level: level))
        #expect(try scene.acknowledged().isEmpty)
        let batches = scene.queue.take(limit: .max)
        #expect(batches.map(\.gateway) == ["gw-harbour"])
        let lines = try #require(batches.first?.lines)
        #expect(String(decoding: lines.bytes, as: UTF8.self) == (0..<50).map { Self.line($0) + "\n" }.joined())
        #expect(lines.lines.map(\.offset) == (0..<50).map { UInt64($0 * 100) })
        #expect(lines.files.count == 1 && lines.lines.allSatisfy { $0.file == 0 })
        scene.store(batches)
        #expect(try scene.acknowledged() == [50])
        #expect(scene.isOpen)
    }

    @Test("a connection waits while its batches do, and is told meanwhile that they are on their way")
    func waiting() throws {
        var limits = CollectorLimits()
        limits.batchEvents = 10
        let scene = try Scene(limits)
        try scene.send(try Self.window(0..<100))
        var taken = scene.queue.take(limit: .max)
        #expect(taken.count == 2)
        scene.channel.embeddedEventLoop.advanceTime(by: CollectorLimits.keepAlive)
        #expect(try scene.acknowledged() == [0])
        var last: UInt32 = 0
        while !taken.isEmpty {
            scene.store([taken.removeFirst()])
            let next = scene.queue.take(limit: .max)
            #expect(next.count + taken.count <= 2)
            taken += next
            for sequence in try scene.acknowledged() {
                #expect(sequence > last)
                last = sequence
            }
        }
        #expect(last == 100)
        scene.channel.embeddedEventLoop.advanceTime(by: CollectorLimits.keepAlive)
        #expect(try scene.acknowledged().isEmpty)
    }

    @Test("what gives no line is counted and takes nothing else along")
    func refused() throws {
        let scene = try Scene()
        var writer = try LumberjackWriter(level: 0)
        for payload in ["{\"message\":\"\"}", "nothing", Self.line(1)] { writer.append(Array(payload.utf8)) }
        try scene.send(writer.finish())
        let batches = scene.queue.take(limit: .max)
        let lines = try #require(batches.first?.lines)
        #expect(lines.refusals == [0: .noEventType, 1: .notJSON])
        #expect(lines.lines.count == 3)
        scene.store(batches)
        #expect(try scene.acknowledged() == [3])
    }

    @Test(
        "bytes that are no Lumberjack end the connection, and it is told why",
        arguments: ["GET / HTTP/1.1\r\n\r\n", "1W\0\0\0\u{1}", "2X", "2W\u{7f}\u{7f}\u{7f}\u{7f}"])
    func garbage(text: String) throws {
        let scene = try Scene()
        try scene.send(Array(text.utf8))
        scene.channel.embeddedEventLoop.run()
        #expect(!scene.isOpen)
        #expect(scene.book.status.refusals.count == 1)
        #expect(scene.book.status.refusals[0].hasPrefix("192.0.2.7: gw-harbour: "))
    }

    @Test("who has no gateway's certificate is not listened to")
    func unknown() throws {
        let scene = try Scene { _ in nil }
        scene.channel.embeddedEventLoop.run()
        #expect(!scene.isOpen)
        #expect(scene.book.status.gateways.isEmpty)
        #expect(scene.book.status.refusals == ["192.0.2.7: its certificate is of no gateway that is enrolled here"])
    }

    @Test("a gateway that is revoked just while it comes in is turned away")
    func revokedMeanwhile() throws {
        let looks = Mutex(0)
        let scene = try Scene { _ in
            looks.withLock { looks in
                looks += 1
                return looks == 1 ? "gw-harbour" : nil
            }
        }
        scene.channel.embeddedEventLoop.run()
        #expect(!scene.isOpen)
        #expect(scene.book.status.refusals == ["192.0.2.7: gw-harbour was revoked or renamed"])
    }

    @Test("who opens window after window while one waits is read no further")
    func emptyWindows() throws {
        let scene = try Scene()
        try scene.send(try Self.window(0..<5))
        #expect(!scene.connection.isPaused)
        let empty: [UInt8] = [0x32, 0x57, 0, 0, 0, 0]
        for _ in 0..<5 { try scene.send(Array(repeatElement(empty, count: 1000).joined())) }
        #expect(scene.connection.isPaused)
        scene.store(scene.queue.take(limit: .max))
        #expect(!scene.connection.isPaused)
        #expect(try scene.acknowledged().count == 5001)
    }

    @Test("a window that stands open for too long ends the connection, an idle one may stay longer")
    func stalled() throws {
        let limits = CollectorLimits()
        let stalled = try Scene(limits)
        try stalled.send(Array(try Self.window(0..<5, level: 0).dropLast()))
        let idle = try Scene(limits)
        for scene in [stalled, idle] {
            scene.channel.embeddedEventLoop.advanceTime(by: .seconds(limits.stalledSeconds + 10))
        }
        #expect(!stalled.isOpen && idle.isOpen)
        idle.channel.embeddedEventLoop.advanceTime(by: .seconds(limits.idleSeconds))
        #expect(!idle.isOpen)
        #expect(idle.book.status.refusals.isEmpty)
    }

    @Test("a connection that ends before its lines are stored gets no answer, and nothing falls over")
    func gone() throws {
        let scene = try Scene()
        try scene.send(try Self.window(0..<5))
        let batches = scene.queue.take(limit: .max)
        _ = try scene.channel.finish(acceptAlreadyClosed: true)
        scene.store(batches)
        #expect(!scene.isOpen)
    }
}
