// SPDX-License-Identifier: Apache-2.0

package import Attestation
package import AttesterProtocol
package import Crypto
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import Transport

/// A gateway's agent as the station sees it on the attestation line: over real TLS and sockets, with devices whose TPMs are keys in this process.
package final class AttesterModel: Sendable {
    /// A device and what it does.
    package struct Device: Sendable {
        package var endorsement: SoftwareEndorsement
        package var attester: SoftwareAttester
        package var sensor: SoftwareAttester
        /// Registers of SHA-256 by number; the others are zeros.
        package var values: [Int: [UInt8]] = [:]
        package var clock = TPMClock(clock: 1000, resetCount: 1, restartCount: 0, firmware: 7)
        /// The DER of the endorsement key's certificate.
        package var certificate: [UInt8] = []
        /// The event log that it sends where one is asked for.
        package var log: [UInt8]?
        /// Whether it answers at all.
        package var answers = true
        /// What it says instead of an answer.
        package var fault: String?
        /// Whether it gives the answer to its first quote again and again.
        package var replays = false
        package var kept: QuoteEvidence?
        /// Whether it tells that it wants a pseudonym.
        package var wantsPseudonym = false
        /// The key that it made last for one, and the certificates (DER) that it took.
        package var pseudonym: SoftwareAttester?
        package var taken: [[UInt8]] = []
        /// Whether it certifies its sensor key instead of a new one.
        package var reusesKey = false
        /// Whether it takes no certificate.
        package var refusesPseudonym = false

        package init() throws {
            endorsement = try SoftwareEndorsement()
            attester = try SoftwareAttester()
            sensor = try Self.signer()
        }

        /// A key that signs readings.
        fileprivate static func signer() throws -> SoftwareAttester {
            var key = try SoftwareAttester()
            key.attributes = [.fixedTPM, .fixedParent, .sensitiveDataOrigin, .userWithAuth, .sign]
            return key
        }
    }

    package struct State: Sendable {
        package var devices: [String: Device] = [:]
        /// Questions that came.
        package var questions: [AttesterQuestion] = []
        package var isOpen = false
        fileprivate var channel: (any Channel)?
    }

    package let name: String
    private let context: TLSContext
    private let content: Mutex<State>

    /// - Parameter name: that of its certificate.
    package init(
        _ name: String, _ identity: TLSIdentity, authority: Certificate, devices: [String: Device]
    ) throws {
        self.name = name
        context = try TLSContext(clientOf: .authorities([authority], name: nil), identity: identity)
        content = Mutex(State(devices: devices))
    }

    package var state: State { content.withLock { $0 } }

    /// Changes a device.
    package func change(_ device: String, _ body: (inout Device) -> Void) {
        content.withLock { state in
            guard var changed = state.devices[device] else { return }
            body(&changed)
            state.devices[device] = changed
        }
    }

    /// Opens its line and tells of its devices.
    package func connect(to port: Int) throws {
        let channel = try ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { [self] channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers(
                        TLSHandler(context, deadline: .seconds(60)), AttesterLine(self))
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

    /// Tells of its devices again.
    package func tell() { send(hello) }

    fileprivate var hello: [UInt8] {
        let devices = content.withLock { $0.devices }.sorted { $0.key < $1.key }
        return AttesterHello(
            agent: "0.1.0",
            devices: devices.map { AttesterHello.Device(name: $0.key, wantsPseudonym: $0.value.wantsPseudonym) }
        ).line
    }

    fileprivate func closed(_ channel: any Channel) {
        content.withLock { if $0.channel === channel { $0.isOpen = false } }
    }

    // MARK: Its devices

    /// What is answered to a question; `nil` for nothing.
    fileprivate func answer(to line: [UInt8]) -> [UInt8]? {
        guard let question = try? AttesterQuestion(line: line) else { return nil }
        return content.withLock { state in
            state.questions.append(question)
            guard var device = state.devices[question.device], device.answers else { return nil }
            defer { state.devices[question.device] = device }
            if let fault = device.fault { return AttesterAnswer(number: question.number, .fault(fault)).line }
            guard let content = try? Self.content(question.content, &device) else { return nil }
            return AttesterAnswer(number: question.number, content).line
        }
    }

    private static func content(
        _ question: AttesterQuestion.Content, _ device: inout Device
    ) throws -> AttesterAnswer.Content {
        switch question {
        case .identity:
            return .identity(
                certificate: device.certificate, endorsementKey: device.endorsement.area,
                attestationKey: device.attester.area)
        case .activate(let idObject, let secret):
            let found = try device.endorsement.secret(
                idObject: idObject, encryptedSecret: secret, name: device.attester.name())
            return found.map { .activated(secret: $0) } ?? .fault("0x1df: the credential is not for this key")
        case .certify(let nonce):
            let said = try device.attester.certification(of: device.sensor, nonce: nonce)
            return .certified(attest: said.attest, signature: said.signature, key: said.publicArea)
        case .quote(let nonce, let banks, let wantsLog):
            device.clock.clock += 1000
            var values: [Int: [UInt8]] = [:]
            for register in banks.first?.registers ?? [] {
                values[register] = device.values[register] ?? [UInt8](repeating: 0, count: 32)
            }
            let fresh = try device.attester.quote(
                values, nonce: nonce, clock: device.clock, log: wantsLog ? device.log : nil)
            let evidence = device.replays ? device.kept ?? fresh : fresh
            device.kept = evidence
            return .quoted(
                attest: evidence.attest, signature: evidence.signature, key: evidence.keyArea,
                values: evidence.values.map { .init(bank: "\($0.key.bank)", register: $0.key.index, bytes: $0.value) },
                log: evidence.eventLog)
        case .pseudonym(let nonce):
            let key = device.reusesKey ? device.sensor : try Device.signer()
            device.pseudonym = key
            let said = try device.attester.certification(of: key, nonce: nonce)
            return .certified(attest: said.attest, signature: said.signature, key: said.publicArea)
        case .take(let certificate):
            if device.refusesPseudonym { return .fault("no key waits") }
            device.taken.append(certificate)
            return .taken
        }
    }
}

/// The agent's end of a line.
private final class AttesterLine: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let model: AttesterModel
    private var line: [UInt8] = []

    init(_ model: AttesterModel) { self.model = model }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeDone? = event as? TLSEvent else { return }
        write(model.hello, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = Array(buffer: unwrapInboundIn(data))[...]
        while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            line += bytes[..<end]
            bytes = bytes[(end + 1)...]
            if let answer = model.answer(to: line) { write(answer, context) }
            line.removeAll()
        }
        line += bytes
    }

    func channelInactive(context: ChannelHandlerContext) { model.closed(context.channel) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
