// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Intake
internal import NIOCore

/// A sensor that writes its lines into a Unix socket (Suricata's `filetype: unix_stream`).
///
/// Nothing is acknowledged and nothing comes again. While its lines wait for the store the socket is not read; what a sensor cannot
/// write then it drops, and counts in its own log.
final class LineConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let gateway: String
    /// A name that no other connection has: places count from the connection's first byte.
    private let name: String
    private let queue: CollectedQueue
    private let lineLimit: Int
    private var line: [UInt8] = []
    /// Whether the rest of a line that is too long is being passed over.
    private var isPassingOver = false
    private var offset: UInt64 = 0
    private var waiting = 0
    private var isPaused = false

    init(gateway: String, name: String, queue: CollectedQueue, lineLimit: Int = 16 << 20) {
        self.gateway = gateway
        self.name = name
        self.queue = queue
        self.lineLimit = lineLimit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var lines = ShippedLines()
        for piece in unwrapInboundIn(data).readableBytesView.split(
            separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false
        ).enumerated() {
            if piece.offset > 0 { endLine(into: &lines) }
            add(piece.element, to: &lines)
        }
        put(lines, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        // A sensor that dies in a line leaves a torn one, to be counted.
        var lines = ShippedLines()
        if !line.isEmpty { endLine(into: &lines) }
        put(lines, context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func add(_ bytes: some Collection<UInt8>, to lines: inout ShippedLines) {
        guard !isPassingOver else { return }
        line.append(contentsOf: bytes)
        guard line.count > lineLimit else { return }
        lines.refuse(line, .tooLong)
        offset += UInt64(line.count)
        line.removeAll()
        isPassingOver = true
    }

    private func endLine(into lines: inout ShippedLines) {
        if !isPassingOver, !line.isEmpty { lines.add(line, file: name, offset: offset) }
        offset += UInt64(line.count) + 1
        line.removeAll(keepingCapacity: line.capacity < 1 << 20)
        isPassingOver = false
    }

    private func put(_ lines: ShippedLines, _ context: ChannelHandlerContext) {
        guard !lines.isEmpty else { return }
        waiting += 1
        let bound = NIOLoopBound((self, context.channel), eventLoop: context.eventLoop)
        let loop = context.eventLoop
        queue.put(
            CollectedBatch(gateway: gateway, lines: lines) {
                loop.execute {
                    let (connection, channel) = bound.value
                    connection.waiting -= 1
                    connection.pause(connection.isBusy, channel)
                }
            })
        pause(isBusy, context.channel)
    }

    private var isBusy: Bool { waiting > 0 && (waiting >= 8 || queue.isFull) }

    private func pause(_ wanted: Bool, _ channel: any Channel) {
        guard wanted != isPaused else { return }
        isPaused = wanted
        channel.setOption(.autoRead, value: !wanted).whenFailure { _ in }
    }
}
