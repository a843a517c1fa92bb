// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Enrolment
internal import EnrolmentClient
internal import Glibc
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import Transport

/// What happens on a line to the station.
enum StationLineEvent<Content: Sendable>: Sendable {
    case connected
    case came(Content)
    /// It is gone, and why. Nothing follows.
    case ended(String)
}

/// A connection to where the station takes enrolments, which stays: beside the one for events and never in its way. It comes back by itself, in
/// pauses that grow.
final class StationLine<Content: Sendable>: Sendable {
    /// Makes the handler behind TLS, which tells what happens.
    typealias Maker = @Sendable (@escaping @Sendable (StationLineEvent<Content>) -> Void) -> any ChannelInboundHandler

    /// What is done with what the line tells, on its thread.
    struct Listener: Sendable {
        /// Takes what came; whether it shows that the connection was a good one.
        var take: @Sendable (Content) -> Bool
        /// Is told how the line stands.
        var stand: @Sendable (SensorDesk.LinkState) -> Void
        /// Takes lines for a person.
        var say: @Sendable (String) -> Void
    }

    private struct State {
        /// The number of the connection that was begun last.
        var number = 0
        var channel: (any Channel)?
        /// Connections that brought nothing, since the last that did.
        var failures = 0
        var connected: Int64?
        var said = ""
        var isOver = false
    }

    private let folder: AgentFolder
    private let pace: AgentPace
    private let subject: String
    private let make: Maker
    private let listener: Listener
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let state = Mutex(State())

    /// A line that is not begun.
    ///
    /// - Parameter subject: what there is none of while it is broken.
    init(folder: AgentFolder, pace: AgentPace, subject: String, listener: Listener, make: @escaping Maker) {
        self.folder = folder
        self.pace = pace
        self.subject = subject
        self.listener = listener
        self.make = make
    }

    /// Begins to connect.
    func begin() { group.next().execute { self.connect() } }

    /// Fires an event at the handler of the connection, if there is one.
    func fire(_ event: any Sendable) {
        state.withLock { $0.channel }?.pipeline.fireUserInboundEventTriggered(event)
    }

    /// Ends the connection; nothing is said of it.
    func end() {
        let channel = state.withLock { state in
            state.isOver = true
            return state.channel
        }
        channel?.close(promise: nil)
        try? group.syncShutdownGracefully()
    }

    private func connect() {
        guard !state.withLock({ $0.isOver }) else { return }
        let credentials: GatewayCredentials
        let context: TLSContext
        do {
            guard let found = try folder.stationCredentials() else { return tryAgain(nil) }
            // Read each time, as is the shipper's: the certificate may have been renewed.
            credentials = found
            context = try TLSContext(
                clientOf: .authorities([found.authority], name: nil), identity: found.identity)
        } catch let failure as EnrolmentFailure {
            return tryAgain(failure.message)
        } catch {
            return tryAgain("\(error)")
        }
        begin(at: credentials.enrolment, context)
    }

    private func begin(at station: StationAddress, _ context: TLSContext) {
        let number = state.withLock { state in
            state.number += 1
            return state.number
        }
        let (pace, make) = (pace, make)
        ClientBootstrap(group: group)
            .connectTimeout(.microseconds(pace.connect))
            .channelOption(.socketOption(.so_keepalive), value: 1)
            // A station that is gone without a word is noticed by what it does not acknowledge.
            .channelOption(
                .tcpOption(.init(rawValue: TCP_USER_TIMEOUT)), value: .init(clamping: pace.patience / 1000)
            )
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(TLSHandler(context, deadline: .microseconds(pace.connect)))
                    try pipeline.addHandler(make { self.take($0, number, station) })
                }
            }
            .connect(host: station.host, port: station.port)
            .whenComplete { result in
                switch result {
                case .success(let channel): self.keep(channel)
                case .failure(let error): self.take(.ended(StationAddress.reason(error)), number, station)
                }
            }
    }

    private func keep(_ channel: any Channel) {
        let isOver = state.withLock { state in
            if !state.isOver { state.channel = channel }
            return state.isOver
        }
        if isOver { channel.close(promise: nil) }
    }

    private func take(_ event: StationLineEvent<Content>, _ number: Int, _ station: StationAddress) {
        guard state.withLock({ $0.number == number && !$0.isOver }) else { return }
        switch event {
        case .connected:
            listener.stand(.connected)
            state.withLock { $0.connected = AgentClock.ticks }
        case .came(let content):
            if listener.take(content) { state.withLock { $0.failures = 0 } }
        case .ended(let reason):
            state.withLock { state in
                // One that has stood for a while was good, whatever ended it.
                if let since = state.connected, AgentClock.ticks - since > pace.longestPause { state.failures = 0 }
                state.connected = nil
                state.channel = nil
                state.number += 1
            }
            tryAgain("no \(subject) from \(station): \(reason)")
        }
    }

    /// Connects after a pause; without a reason where there is nobody to connect to.
    private func tryAgain(_ reason: String?) {
        let line = reason.map { PlainText.line($0) }
        listener.stand(line.map { .broken($0) } ?? .none)
        let (isNews, failures) = state.withLock { state in
            defer { state.said = line ?? "" }
            state.failures += 1
            return (line != nil && line != state.said && !state.isOver, state.failures)
        }
        if isNews, let line { listener.say(line) }
        let doubled = pace.pause << Int64(min(failures - 1, 10))
        let pause = Int64.random(in: min(doubled, pace.longestPause) / 2...min(doubled, pace.longestPause))
        group.next().scheduleTask(in: .microseconds(pause)) { self.connect() }
    }
}
