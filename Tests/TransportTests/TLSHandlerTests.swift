// SPDX-License-Identifier: Apache-2.0

import Crypto
import Fixtures
import NIOCore
import NIOEmbedded
import Testing
import Transport

@Suite("The TLS handler")
struct TLSHandlerTests {
    static let versions: [TLSContext.Versions] = [.from12To13, .only12]

    @Test("bytes come out as they went in, one at a time and cut anywhere", arguments: versions, 0..<6)
    func cuts(versions: TLSContext.Versions, seed: UInt64) throws {
        let pair = try ChannelPair(TLSCase(), versions: versions)
        var generator = SeededGenerator(seed: seed)
        let cut = { seed == 0 ? 1 : Int.random(in: 1...4000, using: &generator) }
        try pair.settle(cut: cut)
        #expect(pair.server.recorder.peer?.certificate == pair.tls.gateway.chain[0])
        #expect(pair.client.recorder.peer?.certificate == pair.tls.station.chain[0])
        let text = String(repeating: "0123456789abcdef", count: 6000)
        let sent = pair.client.send(text)
        pair.server.send("answer")
        try pair.settle(cut: cut)
        try sent.wait()
        #expect(pair.server.recorder.bytes == Array(text.utf8))
        #expect(pair.client.recorder.bytes == Array("answer".utf8))
    }

    @Test("what is written before the handshake is done waits in order, behind the news of it")
    func waiting() throws {
        let tls = try TLSCase()
        let client = try End(tls.client(tls.gateway))
        let first = client.send("one ")
        client.recorder.whenDone = { $0.writeAndFlush(NIOAny(ByteBuffer(string: "three ")), promise: nil) }
        try client.connect()
        let second = client.send("two ")
        let server = try End(tls.server())
        try server.connect()
        try move(client, server)
        try first.and(second).map { _ in }.wait()
        client.send("four")
        try move(client, server)
        #expect(String(decoding: server.recorder.bytes, as: UTF8.self) == "one two three four")
    }

    private func move(_ client: End, _ server: End) throws {
        for _ in 0..<6 {
            try server.receive(client.takeOutput())
            try client.receive(server.takeOutput())
        }
    }

    @Test("what waits for the handshake has a bound")
    func waitingLimit() throws {
        let tls = try TLSCase()
        let client = try End(tls.client(tls.gateway))
        try client.connect()
        let most = client.send(String(repeating: "x", count: TLSHandler.waitingLimit))
        let over = client.send("x")
        #expect(throws: TLSFailure.tooMuchWaiting(limit: TLSHandler.waitingLimit)) { try over.wait() }
        client.channel.close(promise: nil)
        #expect(throws: ChannelError.ioOnClosedChannel) { try most.wait() }
    }

    @Test("garbage in place of a first message ends the connection with a reason and an alert")
    func garbage() throws {
        let server = try End(TLSCase().server())
        try server.connect()
        try server.receive(Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8))
        #expect(server.recorder.errors == [TLSConnectionError(failure: .notTLS, shownCertificate: nil)])
        #expect(!server.channel.isActive && server.recorder.isInactive && server.recorder.bytes.isEmpty)
        #expect(server.recorder.errors.first?.description == "what the other side sends is not TLS")
    }

    @Test("random bytes, and true handshakes with changed ones, never come out as plain bytes")
    func mutations() throws {
        let tls = try TLSCase()
        let client = try End(tls.client(tls.gateway))
        try client.connect()
        let hello = try client.takeOutput()
        let context = try tls.server()
        var generator = SeededGenerator(seed: 11)
        for round in 0..<200 {
            let server = try End(context)
            try server.connect()
            var bytes = hello
            if round % 4 == 0 { bytes = (0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) } }
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            try server.receive(bytes)
            #expect(server.recorder.bytes.isEmpty && server.recorder.peer == nil && server.recorder.errors.count < 2)
            #expect(server.channel.isActive == server.recorder.errors.isEmpty)
            _ = try server.channel.finish(acceptAlreadyClosed: true)
        }
    }

    @Test("a connection that says nothing, or stops halfway, is ended when its time is over")
    func halfOpen() throws {
        let tls = try TLSCase()
        let client = try End(tls.client(tls.gateway))
        try client.connect()
        let hello = try client.takeOutput()
        for count in [0, 1, 5, hello.count] {
            let server = try End(tls.server())
            try server.connect()
            try server.receive(hello.prefix(count))
            server.channel.embeddedEventLoop.advanceTime(by: .milliseconds(9999))
            #expect(server.channel.isActive && server.recorder.errors.isEmpty)
            server.channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
            #expect(!server.channel.isActive && server.recorder.errors.map(\.failure) == [.handshakeTooSlow])
        }
        let pair = try ChannelPair(tls)
        try pair.settle()
        pair.server.channel.embeddedEventLoop.advanceTime(by: .hours(1))
        #expect(pair.server.channel.isActive && pair.server.recorder.errors.isEmpty)
    }

    @Test("who shows no certificate, or a wrong one, is ended at both sides with the reason", arguments: versions)
    func refused(versions: TLSContext.Versions) throws {
        let tls = try TLSCase()
        let bare = try ChannelPair(tls, client: tls.client(nil, versions: versions))
        try bare.settle()
        #expect(bare.server.recorder.errors == [TLSConnectionError(failure: .noCertificate, shownCertificate: nil)])
        #expect(bare.client.recorder.errors.count == 1 && !bare.client.channel.isActive)
        let old = try tls.authority.identity("old", purpose: .client, lifetime: Authorities.past)
        let expired = try ChannelPair(tls, client: tls.client(old, versions: versions))
        try expired.settle()
        #expect(
            expired.server.recorder.errors
                == [TLSConnectionError(failure: .certificateExpired, shownCertificate: old.chain[0])])
        #expect(expired.client.recorder.errors.map(\.failure) == [.refusedByPeer(TLSAlert(code: 45))])
        #expect(expired.server.recorder.peer == nil && !expired.server.channel.isActive)
    }

    @Test("a peer that does not take what TLS answers is ended")
    func answers() throws {
        let tls = try TLSCase()
        let client = try End(tls.client(tls.gateway))
        try client.connect()
        let server = try End(tls.server(), answerLimit: 100)
        try server.connect()
        server.channel.isWritable = false
        try server.receive(client.takeOutput())
        guard case .brokenProtocol? = server.recorder.errors.first?.failure else {
            Issue.record("it goes on: \(server.recorder.errors)")
            return
        }
        #expect(!server.channel.isActive)
    }
}
