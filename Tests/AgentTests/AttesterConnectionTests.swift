// SPDX-License-Identifier: Apache-2.0

import AttesterProtocol
import NIOCore
import NIOEmbedded
import Testing
import Transport

@testable import Agent
@testable import Crypto

@Suite("The connection on which a station asks TPMs")
struct AttesterConnectionTests {
    @Test func aStationThatDoesNotReadIsNotReadFrom() throws {
        let channel = EmbeddedChannel(
            handler: AttesterConnection(
                hello: { AttesterHello(agent: "0", devices: []) }, interval: 60_000_000, pause: 0, tell: { _ in }))
        let peer = TLSPeer(certificate: nil, version: "", cipher: "")
        channel.pipeline.fireUserInboundEventTriggered(TLSEvent.handshakeDone(peer))
        #expect(try hellos(channel) == 1)
        for isWritable in [false, true, false] {
            channel.isWritable = isWritable
            channel.pipeline.fireChannelWritabilityChanged()
            #expect(isRead(channel) == isWritable)
        }
        #expect(try hellos(channel) == 0)
        // Nor do hellos pile up; the last one comes once it reads.
        for _ in 0..<3 { channel.pipeline.fireUserInboundEventTriggered(AttesterConnection.HelloChanged()) }
        #expect(try hellos(channel) == 0)
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        #expect(try hellos(channel) == 1 && isRead(channel) == true)
        _ = try channel.finish()
    }

    private func isRead(_ channel: EmbeddedChannel) -> Bool? {
        channel.options.last { $0.option is ChannelOptions.Types.AutoReadOption }?.value as? Bool
    }

    /// How many lines were written since the last call.
    private func hellos(_ channel: EmbeddedChannel) throws -> Int {
        var count = 0
        while try channel.readOutbound(as: ByteBuffer.self) != nil { count += 1 }
        return count
    }
}
