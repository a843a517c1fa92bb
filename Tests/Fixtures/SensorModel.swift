// SPDX-License-Identifier: Apache-2.0

package import Crypto
internal import EVE
internal import NIOCore
internal import NIOPosix
package import Pushes
internal import Synchronization
internal import Transport

/// A gateway as the station sees it on the line of orders: over real TLS and sockets, with a Suricata that is a count of rules.
package final class SensorModel: Sendable {
    /// What it does with orders.
    package enum Conduct: Sendable, Hashable {
        /// It follows them.
        case follows
        /// Its `suricata -T` takes no rules.
        case failsTest
        /// Every rule fails at the reload, so that it goes back.
        case failsReload
        /// Its agent manages no Suricata.
        case isNotManaged
        /// It calls everything verified, and runs nothing.
        case lies
        /// It begins and tells no more.
        case stops
        /// It takes orders and tells nothing of them.
        case ignores
    }

    package struct State: Sendable {
        /// What its sensor runs of ours.
        package var files: SensorFiles?
        /// The numbers of the orders that came.
        package var orders: [Int] = []
        /// Lines that were no order for it.
        package var refused: [String] = []
        /// The newest order's flag.
        package var mayRunFewer = false
        package var isOpen = false
        fileprivate var channel: (any Channel)?
        fileprivate var report: PushReport?
        /// The highest number that was looked at; kept over connections.
        fileprivate var number = 0
    }

    package let name: String
    private let conduct: Conduct
    private let context: TLSContext
    private let own: Int
    private let content: Mutex<State>

    /// - Parameters:
    ///   - name: that of its certificate.
    ///   - rules: how many rules its sensor has besides ours.
    ///   - running: what a push has brought it once.
    package init(
        _ name: String, _ identity: TLSIdentity, authority: Certificate, _ conduct: Conduct = .follows,
        rules own: Int = 100, running: SensorFiles? = nil
    ) throws {
        self.name = name
        self.conduct = conduct
        self.own = own
        context = try TLSContext(clientOf: .authorities([authority], name: nil), identity: identity)
        content = Mutex(State(files: running))
        let first: PushReport.State = conduct == .isNotManaged ? .notManaged : .none
        content.withLock { $0.report = report(first, $0) }
    }

    package var state: State { content.withLock { $0 } }

    /// How many rules its sensor runs.
    package var ruleCount: Int { content.withLock { own + ($0.files?.ruleCount ?? 0) } }

    /// Opens its line and reports.
    package func connect(to port: Int) throws {
        let channel = try ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler(context, deadline: .seconds(60)), SensorLine(self))
                }
            }
            .connect(host: "127.0.0.1", port: port).wait()
        content.withLock {
            $0.channel = channel
            $0.isOpen = channel.isActive
        }
    }

    package func disconnect() {
        let channel = content.withLock { $0.channel }
        try? channel?.close().wait()
    }

    /// Waits until the line is ended by whoever.
    package func waitForEnd() {
        let channel = content.withLock { $0.channel }
        try? channel?.closeFuture.wait()
    }

    /// Sends bytes as they are.
    package func send(_ bytes: [UInt8]) {
        let channel = content.withLock { $0.channel }
        channel?.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    /// Takes nothing more from its socket.
    package func stopReading() {
        let channel = content.withLock { $0.channel }
        try? channel?.setOption(.autoRead, value: false).wait()
    }

    /// Sends its report again.
    package func tell() { send(content.withLock { $0.report?.line ?? [] }) }

    // MARK: Its agent

    fileprivate func closed(_ channel: any Channel) {
        content.withLock { if $0.channel === channel { $0.isOpen = false } }
    }

    fileprivate var first: [UInt8] { content.withLock { $0.report?.line ?? [] } }

    /// What it answers to a line, in order.
    fileprivate func answers(to line: [UInt8], of station: Certificate) -> [[UInt8]] {
        let order: PushOrder
        do { order = try SignedPush(line: line).order(signedBy: station) } catch {
            content.withLock { $0.refused.append("\(error)") }
            return []
        }
        return content.withLock { state in
            guard order.gateway == name, order.number > state.number else {
                state.refused.append("order \(order.number) for \(order.gateway)")
                return []
            }
            state.number = order.number
            state.orders.append(order.number)
            state.mayRunFewer = order.mayRunFewer
            if conduct == .ignores { return [] }
            let working = report(.working, state, tried: order.files.revision)
            if conduct == .stops { return [working.line] }
            let done = follow(order, &state)
            state.report = done
            return [working.line, done.line]
        }
    }

    private func follow(_ order: PushOrder, _ state: inout State) -> PushReport {
        let revision = order.files.revision
        switch conduct {
        case .failsTest:
            return report(
                .refused, state, tried: revision, why: "suricata -T takes them not",
                complaints: ["E: detect-parse: unknown rule keyword 'contentt'."])
        case .failsReload:
            return report(.rolledBack, state, tried: revision, why: "every rule failed")
        case .lies:
            var lie = report(.verified, state)
            lie.revision = revision
            lie.sensor = .init(version: "7.0.10", loaded: 0, failed: 0)
            return lie
        case .isNotManaged: return report(.notManaged, state)
        case .follows, .stops, .ignores:
            state.files = order.files
            return report(.verified, state)
        }
    }

    private func report(
        _ kind: PushReport.State, _ state: State, tried: RulesRevision? = nil, why: String = "",
        complaints: [String] = []
    ) -> PushReport {
        PushReport(
            kind, number: state.number, revision: state.files?.revision, tried: tried, why: why,
            complaints: complaints, expected: state.files?.ruleCount,
            sensor: .init(version: "7.0.10", loaded: own + (state.files?.ruleCount ?? 0), failed: 0), agent: "0.1.0")
    }
}

/// The sensor's end of a line.
private final class SensorLine: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let sensor: SensorModel
    private var station: Certificate?
    private var line: [UInt8] = []

    init(_ sensor: SensorModel) { self.sensor = sensor }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeDone(let peer)? = event as? TLSEvent else { return }
        station = peer.certificate
        write(sensor.first, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = Array(buffer: unwrapInboundIn(data))[...]
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            line += bytes[..<end]
            bytes = bytes[(end + 1)...]
            if let station { for answer in sensor.answers(to: line, of: station) { write(answer, context) } }
            line.removeAll()
        }
        line += bytes
    }

    func channelInactive(context: ChannelHandlerContext) { sensor.closed(context.channel) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
