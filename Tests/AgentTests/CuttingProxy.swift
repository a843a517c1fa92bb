// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// Stands between an agent and a station, and cuts connections after so many bytes, whatever their direction.
final class CuttingProxy: Sendable {
    private let listener: any Channel
    private let limits: CutLimits

    var port: Int { listener.localAddress?.port ?? 0 }
    /// How many connections are still to be cut.
    var cutsLeft: Int { limits.left }

    /// - Parameter limits: after how many bytes to cut, by connection; later ones are not cut.
    init(to port: Int, limits: [Int]) throws {
        let limits = CutLimits(limits)
        self.limits = limits
        listener = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { near in
                ClientBootstrap(group: near.eventLoop)
                    .channelOption(.autoRead, value: false)
                    .connect(host: "127.0.0.1", port: port)
                    .flatMapThrowing { far in
                        let budget = CutBudget(limits.next())
                        try near.pipeline.syncOperations.addHandler(Forwarding(to: far, budget))
                        try far.pipeline.syncOperations.addHandler(Forwarding(to: near, budget))
                        for channel in [near, far] { channel.setOption(.autoRead, value: true).whenFailure { _ in } }
                    }
            }
            .bind(host: "127.0.0.1", port: 0).wait()
    }

    deinit { listener.close(promise: nil) }
}

/// The limits of connections that are still to come.
private final class CutLimits: Sendable {
    private let limits: Mutex<[Int]>

    init(_ limits: [Int]) { self.limits = Mutex(limits) }

    var left: Int { limits.withLock { $0.count } }

    func next() -> Int { limits.withLock { $0.isEmpty ? .max : $0.removeFirst() } }
}

/// How many bytes a connection may still carry; its two sides share it.
private final class CutBudget {
    var rest: Int

    init(_ rest: Int) { self.rest = rest }
}

/// Passes on what comes, as far as the budget goes.
private final class Forwarding: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let other: any Channel
    private let budget: CutBudget

    init(to other: any Channel, _ budget: CutBudget) {
        self.other = other
        self.budget = budget
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        let count = min(bytes.readableBytes, budget.rest)
        budget.rest -= count
        guard let piece = bytes.readSlice(length: count) else { return }
        let isCut = budget.rest == 0
        let (other, channel) = (other, context.channel)
        other.writeAndFlush(piece).whenComplete { _ in
            guard isCut else { return }
            other.close(promise: nil)
            channel.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { other.close(promise: nil) }
}
