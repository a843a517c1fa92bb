// SPDX-License-Identifier: Apache-2.0

import Crypto
import Fixtures
import Testing

@Suite("TLS in memory")
struct TLSSessionTests {
    static let versions: [TLSContext.Versions] = [.from12To13, .only12]

    @Test("both sides know each other and speak, however the bytes are cut", arguments: versions, [1, 7, 1000, .max])
    func talk(versions: TLSContext.Versions, size: Int) throws {
        let tls = try TLSCase()
        let pair = try SessionPair(client: tls.client(tls.gateway, versions: versions), server: tls.server())
        pair.settle(pieces: size)
        let peers = (pair.server.peer, pair.client.peer)
        let atServer = try #require(peers.0)
        let atClient = try #require(peers.1)
        #expect(atServer.certificate == tls.gateway.chain[0] && atClient.certificate == tls.station.chain[0])
        #expect(atServer.version == (versions == .only12 ? "TLSv1.2" : "TLSv1.3") && atServer.cipher == atClient.cipher)
        var generator = SeededGenerator(seed: 1)
        let message = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
        try pair.client.send(message)
        try pair.server.send(Array("answer".utf8))
        let arrived = pair.settle(pieces: size)
        #expect(arrived.server == message && arrived.client == Array("answer".utf8))
    }

    @Test("a farewell ends one direction, and the other goes on", arguments: versions)
    func halfClose(versions: TLSContext.Versions) throws {
        let tls = try TLSCase()
        let pair = try SessionPair(client: tls.client(tls.gateway, versions: versions), server: tls.server())
        pair.settle()
        try pair.client.send(Array("last".utf8))
        pair.client.close()
        #expect(pair.settle().server == Array("last".utf8))
        #expect(pair.server.isEndedByPeer && !pair.client.isEndedByPeer)
        #expect(throws: TLSFailure.notActive) { try pair.client.send([1]) }
        try pair.server.send(Array("late answer".utf8))
        #expect(pair.settle().client == Array("late answer".utf8))
        pair.server.close()
        pair.settle()
        #expect(pair.client.isEndedByPeer && pair.clientFailure == nil && pair.serverFailure == nil)
    }

    @Test("an end without farewell is an end after the handshake, and a failure in it")
    func abruptEnd() throws {
        let tls = try TLSCase()
        let pair = try SessionPair(client: tls.client(tls.gateway), server: tls.server())
        #expect(throws: TLSFailure.notActive) { try pair.client.send([1]) }
        pair.settle()
        try pair.server.receiveEnd()
        #expect(pair.server.isEndedByPeer && pair.server.state == .active)
        var early = try TLSSession(tls.server())
        #expect(throws: TLSFailure.closedInHandshake) { try early.receiveEnd() }
        #expect(early.state == .failed && early.peer == nil)
    }

    @Test("garbage in place of a first message is called what it is")
    func garbage() throws {
        let tls = try TLSCase()
        for text in ["GET / HTTP/1.1\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "2W\0\0\0\u{1}2J\0\0\0\u{1}\0\0\0\u{2}{}"] {
            var server = try TLSSession(tls.server())
            #expect(throws: TLSFailure.notTLS) { try server.receive(Array(text.utf8)) }
            #expect(server.state == .failed)
            try server.receive(Array(text.utf8))
            #expect(try server.plaintext().isEmpty && server.peer == nil)
        }
        var client = try TLSSession(tls.client(tls.gateway))
        try client.start()
        #expect(throws: TLSFailure.notTLS) { try client.receive(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8)) }
    }

    @Test("a handshake that never ends is broken off")
    func endlessHandshake() throws {
        let tls = try TLSCase()
        var server = try TLSSession(tls.server())
        // A ClientHello of as many bytes as OpenSSL would wait for, in records of 16 KiB.
        let first: [UInt8] = [22, 3, 1, 0x40, 0, 1, 2, 1, 0] + [UInt8](repeating: 3, count: 0x4000 - 4)
        let next: [UInt8] = [22, 3, 1, 0x40, 0] + [UInt8](repeating: 3, count: 0x4000)
        try server.receive(first)
        #expect(throws: TLSFailure.handshakeTooLarge(limit: TLSSession.handshakeLimit)) {
            for _ in 0..<8 { try server.receive(next) }
        }
        #expect(server.state == .failed)
        var client = try TLSSession(tls.client(tls.gateway))
        try client.start()
        // Empty change_cipher_spec records are allowed in a handshake of TLS 1.3; without a bound one could send them for ever.
        let change: [UInt8] = [20, 3, 3, 0, 1, 1]
        #expect(throws: TLSFailure.self) { for _ in 0..<100_000 { try client.receive(change) } }
    }
}
