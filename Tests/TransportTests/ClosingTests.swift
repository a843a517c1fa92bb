// SPDX-License-Identifier: Apache-2.0

import Crypto
import Fixtures
import NIOCore
import NIOEmbedded
import Testing
import Transport

@Suite("Closing TLS")
struct ClosingTests {
    private static let versions = TLSHandlerTests.versions

    @Test("closing in the handshake fails what waits, and is no error")
    func closedInHandshake() throws {
        let tls = try TLSCase()
        let idle = try End(tls.client(tls.gateway))
        let unsent = idle.send("never")
        idle.channel.close(promise: nil)
        #expect(throws: ChannelError.ioOnClosedChannel) { try unsent.wait() }
        let client = try End(tls.client(tls.gateway))
        try client.connect()
        let waiting = client.send("never")
        try client.channel.close().wait()
        #expect(throws: ChannelError.ioOnClosedChannel) { try waiting.wait() }
        #expect(throws: ChannelError.ioOnClosedChannel) { try client.send("later").wait() }
        #expect(client.recorder.errors.isEmpty && client.recorder.isInactive)
    }

    @Test("the other side hears a farewell", arguments: versions)
    func farewell(versions: TLSContext.Versions) throws {
        let pair = try ChannelPair(TLSCase(), versions: versions)
        try pair.settle()
        pair.client.send("last words")
        try pair.client.channel.close().wait()
        try pair.settle()
        #expect(pair.server.recorder.bytes == Array("last words".utf8))
        #expect(!pair.server.channel.isActive && pair.server.recorder.errors.isEmpty)
        #expect(throws: ChannelError.ioOnClosedChannel) { try pair.server.send("too late").wait() }
    }

    @Test("one direction can end before the other", arguments: versions)
    func halfClosure(versions: TLSContext.Versions) throws {
        let pair = try ChannelPair(TLSCase(), versions: versions, allowsHalfClosure: true)
        try pair.settle()
        pair.client.send("all of it")
        try pair.client.channel.close(mode: .output).wait()
        #expect(pair.client.outlet.isClosed)
        #expect(throws: ChannelError.outputClosed) { try pair.client.send("more").wait() }
        try pair.settle()
        #expect(pair.server.recorder.bytes == Array("all of it".utf8) && pair.server.recorder.hasEnded)
        pair.server.send("all received")
        try pair.settle()
        #expect(pair.client.recorder.bytes == Array("all received".utf8) && !pair.client.recorder.hasEnded)
    }

    @Test("an output that is closed before the handshake is done closes behind what waits")
    func earlyHalfClosure() throws {
        let tls = try TLSCase()
        let client = try End(tls.client(tls.gateway), allowsHalfClosure: true)
        let server = try End(tls.server(), allowsHalfClosure: true)
        try client.connect()
        try server.connect()
        client.send("everything")
        let closed = client.channel.close(mode: .output)
        #expect(throws: ChannelError.outputClosed) { try client.send("more").wait() }
        for _ in 0..<4 {
            try server.receive(client.takeOutput())
            try client.receive(server.takeOutput())
        }
        try closed.wait()
        #expect(client.outlet.isClosed)
        #expect(server.recorder.bytes == Array("everything".utf8) && server.recorder.hasEnded)
    }

    @Test("an end without farewell is a failure in the handshake, and an end after it")
    func abruptEnd() throws {
        let tls = try TLSCase()
        let early = try End(tls.server())
        try early.connect()
        early.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(early.recorder.errors.map(\.failure) == [.closedInHandshake] && !early.channel.isActive)
        let gone = try End(tls.server())
        try gone.connect()
        gone.channel.pipeline.fireChannelInactive()
        #expect(gone.recorder.errors.map(\.failure) == [.closedInHandshake])
        for allowsHalfClosure in [false, true] {
            let pair = try ChannelPair(tls, allowsHalfClosure: allowsHalfClosure)
            try pair.settle()
            pair.server.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            #expect(pair.server.recorder.errors.isEmpty)
            #expect(pair.server.channel.isActive == allowsHalfClosure)
            #expect(pair.server.recorder.hasEnded == allowsHalfClosure)
        }
    }

    @Test("bytes behind a farewell, and a cut record, are passed over")
    func behindTheEnd() throws {
        let pair = try ChannelPair(TLSCase(), allowsHalfClosure: true)
        try pair.settle()
        pair.client.send("whole")
        let whole = try pair.client.takeOutput()
        pair.client.send("in part")
        let part = try pair.client.takeOutput()
        try pair.server.receive(whole + part.dropLast(3))
        pair.server.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        try pair.server.receive(part.suffix(3) + [1, 2, 3])
        #expect(pair.server.recorder.bytes == Array("whole".utf8))
        #expect(pair.server.recorder.hasEnded && pair.server.recorder.errors.isEmpty)
    }
}
