// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Enrolment
internal import Glibc
internal import Intake
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import Transport

/// The connection to a station, one at a time. What happens on it is taken by `takeEvents`; nothing here waits.
final class Uplink: Sendable {
    /// What happened on the connection that was begun last.
    enum Event: Sendable, Hashable {
        /// The handshake is done, for this side.
        case connected
        /// A station's acknowledgement; 0 for a sign of life.
        case acknowledged(UInt32)
        /// It is gone, or did not come about, and why. Nothing follows.
        case ended(String)
    }

    private struct State {
        /// The number of the connection that was begun last.
        var number = 0
        var isEnded = true
        var channel: (any Channel)?
        var events: [Event] = []
    }

    /// Set while there are events.
    let signal = WakeSignal()
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let state = Mutex(State())

    /// Begins a connection; what another one still tells is not heard any more.
    func connect(to station: StationAddress, _ context: TLSContext, timeout: Int64) {
        let number = state.withLock { state in
            state.number += 1
            state.isEnded = false
            state.events = []
            return state.number
        }
        ClientBootstrap(group: group)
            .connectTimeout(.microseconds(timeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler(context, deadline: .microseconds(timeout)),
                        UplinkConnection(
                            handshakeDone: { self.take($0, number) }, tell: { self.post($0, number) }))
                }
            }
            .connect(host: station.host, port: station.port)
            .whenFailure { self.post(.ended(StationAddress.reason($0)), number) }
    }

    /// Takes a channel whose handshake is done.
    private func take(_ channel: any Channel, _ number: Int) {
        let isWanted = state.withLock { state in
            guard state.number == number, !state.isEnded else { return false }
            state.channel = channel
            state.events.append(.connected)
            return true
        }
        guard isWanted else { return channel.close(promise: nil) }
        signal.set()
    }

    /// Notes an event of a connection, unless it is an old one or has ended.
    private func post(_ event: Event, _ number: Int) {
        state.withLock { state in
            guard state.number == number, !state.isEnded else { return }
            state.events.append(event)
            if case .ended = event {
                state.isEnded = true
                state.channel = nil
            }
        }
        signal.set()
    }

    /// What has happened since the last call.
    func takeEvents() -> [Event] {
        signal.clear()
        return state.withLock { state in
            defer { state.events = [] }
            return state.events
        }
    }

    /// Sends bytes, if the connection is still there; if not, that is told as its end.
    func send(_ bytes: [UInt8]) {
        guard let channel = state.withLock({ $0.channel }) else { return }
        channel.writeAndFlush(channel.allocator.buffer(bytes: bytes), promise: nil)
    }

    /// Gives up the connection; nothing more is told of it.
    func disconnect() {
        let channel = state.withLock { state in
            defer {
                state.channel = nil
                state.isEnded = true
                state.events = []
            }
            return state.channel
        }
        channel?.close(promise: nil)
    }

    /// Ends everything.
    func end() {
        disconnect()
        try? group.syncShutdownGracefully()
    }
}

extension StationAddress {
    /// Why a connection to a station did not come about, for a person.
    static func reason(_ error: any Error) -> String {
        if let error = error as? NIOConnectionError {
            if let inner = error.connectionErrors.first?.error { return reason(inner) }
            return "the name cannot be resolved"
        }
        if let error = error as? IOError { return unsafe String(cString: strerror(error.errnoCode)) }
        if case .connectTimeout? = error as? ChannelError { return "it does not answer" }
        return String("\(error)".prefix(200))
    }
}
