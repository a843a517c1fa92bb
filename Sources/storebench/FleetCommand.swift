// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Foundation
internal import Lumberjack
internal import NIOCore
internal import NIOPosix
internal import Station
internal import Synchronization
internal import Transport

/// `storebench fleet`: many gateways, each with a certificate of its own, that send one event a second.
struct FleetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleet",
        abstract: "Connects many gateways to a station of this machine, which each send one event a second.")

    @Option(help: "The station's data directory: its keys sign the certificates, its registry gets the gateways.")
    var data: String

    @Option(help: "The collector's port on this machine.")
    var port: Int

    @Option(help: "How many gateways.")
    var gateways = 2000

    @Option(help: "For how many seconds all of them send.")
    var seconds: Int64 = 30

    func run() throws {
        let contexts = try BenchGateways.enrolled(gateways, data: data)
        let tally = FleetTally()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let bootstrap = ClientBootstrap(group: group).connectTimeout(.seconds(60))
        let channels = try contexts.enumerated().map { number, context in
            try bootstrap.channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler(context, deadline: .seconds(60)), FleetMember(number: number, tally: tally))
                }
            }.connect(host: "127.0.0.1", port: port).wait()
        }
        while tally.ready < gateways, tally.lost == 0 { Thread.sleep(forTimeInterval: 0.1) }
        tally.begin()
        Thread.sleep(forTimeInterval: Double(seconds))
        tally.end()
        // What is on its way gets its answer.
        let deadline = SystemClock.monotonicSeconds + 10
        while tally.open > 0, SystemClock.monotonicSeconds < deadline { Thread.sleep(forTimeInterval: 0.05) }
        report(tally)
        for channel in channels { channel.close(promise: nil) }
        try group.syncShutdownGracefully()
    }

    private func report(_ tally: FleetTally) {
        let times = tally.times.sorted()
        func percentile(_ share: Double) -> Double {
            times.isEmpty ? 0 : times[min(times.count - 1, Int(Double(times.count) * share))] * 1000
        }
        JSONValue.print([
            ("gateways", .int(gateways)), ("sent", .int(tally.sent)), ("stored", .int(times.count)),
            ("lost_connections", .int(tally.lost)), ("p50_ms", .double(percentile(0.5))),
            ("p99_ms", .double(percentile(0.99))), ("worst_ms", .double((times.last ?? 0) * 1000)),
        ])
    }
}

/// What all members of a fleet tell.
private final class FleetTally: Sendable {
    private struct Content {
        var ready = 0
        var lost = 0
        var sent = 0
        var times: [Double] = []
        var isSending = false
    }

    private let content = Mutex(Content())

    var ready: Int { content.withLock { $0.ready } }
    var lost: Int { content.withLock { $0.lost } }
    var sent: Int { content.withLock { $0.sent } }
    var times: [Double] { content.withLock { $0.times } }
    var open: Int { content.withLock { $0.sent - $0.times.count } }
    var isSending: Bool { content.withLock { $0.isSending } }

    func begin() { content.withLock { $0.isSending = true } }
    func end() { content.withLock { $0.isSending = false } }
    func noteReady() { content.withLock { $0.ready += 1 } }
    func noteLost() { content.withLock { $0.lost += 1 } }
    func noteSent() { content.withLock { $0.sent += 1 } }
    func note(_ seconds: Double) { content.withLock { $0.times.append(seconds) } }
}

/// One gateway: a window of one event each second, and how long each takes until it is stored.
private final class FleetMember: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let number: Int
    private let tally: FleetTally
    private var acknowledgements = AckReader()
    private var offset: UInt64 = 0
    private var sentAt: [Double] = []
    private var task: RepeatedTask?

    init(number: Int, tally: FleetTally) {
        self.number = number
        self.tally = tally
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is TLSEvent else { return context.fireUserInboundEventTriggered(event) }
        tally.noteReady()
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        // Spread over the second, as gateways are.
        task = context.eventLoop.scheduleRepeatedTask(
            initialDelay: .milliseconds(Int64(number * 37 % 1000)), delay: .seconds(1)
        ) { _ in
            let (member, context) = bound.value
            if member.tally.isSending { member.send(context) }
        }
    }

    private func send(_ context: ChannelHandlerContext) {
        let line =
            "{\"timestamp\":\"\(SystemClock.now.rfc3339)\",\"event_type\":\"flow\",\"flow_id\":\(number),\"src_ip\":\"10.0.0.1\"}"
        var payload: [UInt8] = []
        ShippedEvent.appendPayload(
            of: Array(line.utf8).span, device: 1, inode: UInt64(number), offset: offset, to: &payload)
        offset += UInt64(line.utf8.count) + 1
        guard var writer = try? LumberjackWriter(level: 3) else { return }
        writer.append(payload)
        sentAt.append(SystemClock.monotonicSeconds)
        tally.noteSent()
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: writer.finish())), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        acknowledgements.push(Array(unwrapInboundIn(data).readableBytesView))
        while let sequence = try? acknowledgements.next() {
            guard sequence > 0, !sentAt.isEmpty else { continue }
            tally.note(SystemClock.monotonicSeconds - sentAt.removeFirst())
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
        task?.cancel()
        tally.noteLost()
    }
}
