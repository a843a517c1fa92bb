// SPDX-License-Identifier: Apache-2.0

internal import AttesterProtocol
internal import EVE
internal import Glibc
internal import Intake
internal import NIOPosix

/// Looks after the sources of values on a thread of its own, has what comes signed by the devices' TPMs, and puts it into the log of readings.
final class ReadingsWatch: Sendable {
    private let pool = NIOThreadPool(numberOfThreads: 1)

    /// Begins. What keeps it from that is told, and tried again: events are sent meanwhile.
    ///
    /// - Parameter stop: a descriptor that is readable once it is to end; it is not read from.
    init(
        _ sources: [ReadingSource], desk: AttesterDesk, gateway: String, folder: AgentFolder, pace: AgentPace,
        stop: Int32,
        say: @escaping @Sendable (String) -> Void
    ) {
        // So that the shipper finds one to follow; what is wrong with it is told below.
        _ = try? ReadingsLog(folder.readings)
        pool.start()
        pool.submit { _ in
            var said = ""
            repeat {
                do throws(AgentProblem) {
                    let log = try ReadingsLog(folder.readings)
                    var round = ReadingsRound(
                        sources, desk: desk, gateway: gateway, log: log,
                        boot: try BootCount.next(in: folder.readingBoots), pace: pace, stop: stop, say: say)
                    return round.run()
                } catch {
                    if said != error.line { say("no readings are signed: \(error.line)") }
                    said = error.line
                }
            } while !Self.isOver(stop, within: pace.sensor)
        }
    }

    /// Waits for an end or so many microseconds; whether it is the end.
    fileprivate static func isOver(_ stop: Int32, within pause: Int64) -> Bool {
        var wait = pollfd(fd: stop, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&wait, 1, Int32(clamping: pause / 1000)) > 0
    }

    /// Waits until it has ended.
    func waitForEnd() { try? pool.syncShutdownGracefully() }
}

/// What the watch does again and again.
private struct ReadingsRound: ~Copyable {
    /// A source with what is known of it.
    private struct Place {
        let source: ReadingSource
        let signer: Signer
        var feed: LineFeed?
        var demonstrator = DemonstratorText()
        var due: Int64 = 0
        var said = ""
    }

    private var places: [Place]
    private var queues: [Signer: ReadingsQueue] = [:]
    /// When a device's TPM that could not sign is asked again; ticks.
    private var pauses: [Signer: Int64] = [:]
    /// Whose values wait for a pseudonym, which was told.
    private var unnamed: Set<Signer> = []
    /// When values that are lost are told of again; ticks.
    private var lossesDue: Int64 = 0
    private var modbus: ModbusClient
    private var log: ReadingsLog
    private let desk: AttesterDesk
    private let boot: UInt64
    private let begin = AgentClock.ticks
    private let pace: AgentPace
    private let stop: Int32
    private let say: @Sendable (String) -> Void
    private let post = SignedPost()

    /// How long a Modbus device has for its answer, in milliseconds.
    private static let modbusPatience: Int64 = 2000

    init(
        _ sources: [ReadingSource], desk: AttesterDesk, gateway: String, log: consuming ReadingsLog, boot: UInt64,
        pace: AgentPace, stop: Int32, say: @escaping @Sendable (String) -> Void
    ) {
        places = sources.map { source in
            var place = Place(
                source: source,
                signer: Signer(device: source.device ?? gateway, isPseudonymous: source.isPseudonymous))
            switch source.kind {
            case .lines(let path): place.feed = LineFeed(path, isSerial: false)
            case .demonstrator(let path): place.feed = LineFeed(path, isSerial: true)
            case .modbus: break
            }
            return place
        }
        self.log = log
        self.desk = desk
        self.boot = boot
        self.pace = pace
        self.stop = stop
        self.say = say
        modbus = ModbusClient(stop: stop)
        for place in places { queues[place.signer] = ReadingsQueue(device: place.signer.device) }
    }

    mutating func run() {
        repeat {
            for index in places.indices { look(index) }
            for parcel in post.take() { take(parcel) }
            for signer in queues.keys.sorted() { sign(signer) }
            tellLosses()
            desk.tellOfPseudonyms()
        } while !isOver()
        end()
    }

    /// Keeps what is signed by now, and tells what is not.
    private mutating func end() {
        for parcel in post.take() { take(parcel) }
        for signer in queues.keys.sorted() {
            let count = (queues[signer]?.takeLost() ?? 0) + (queues[signer]?.entries.count ?? 0)
            if count > 0 {
                say("values of \(signer.device) that are lost, as they were not signed by the agent's end: \(count)")
            }
        }
    }

    /// Tells what is lost, not with each value.
    private mutating func tellLosses() {
        guard lossesDue <= AgentClock.ticks else { return }
        for signer in queues.keys.sorted() {
            guard let count = queues[signer]?.takeLost(), count > 0 else { continue }
            lossesDue = AgentClock.ticks + pace.report
            say(
                "values of \(signer.device) that are lost, as \(ReadingsQueue.limit) newer ones wait to be signed: \(count)"
            )
        }
    }

    private mutating func look(_ index: Int) {
        guard let feed = places[index].feed else { return lookAtRegister(index) }
        guard feed.isOpen else {
            guard places[index].due <= AgentClock.ticks else { return }
            places[index].due = AgentClock.ticks + pace.sensor
            return tell(index, feed.open())
        }
        for line in feed.read() { take(line, index) }
        guard feed.isGone, places[index].due <= AgentClock.ticks else { return }
        places[index].due = AgentClock.ticks + pace.sensor
        tell(index, "\(feed.path) is gone; a new one is waited for")
    }

    private mutating func take(_ line: String, _ index: Int) {
        if case .demonstrator = places[index].source.kind {
            guard let value = places[index].demonstrator.take(line) else { return }
            queues[places[index].signer]?.add(bare: String(value), timestamp: AgentClock.now.rfc3339)
        } else if let number = ReadingMessage.number(line) {
            // Of a file that is moved away is told as long as it is read.
            if places[index].feed?.isGone != true { tell(index, nil) }
            add(number, index)
        } else if !line.allSatisfy(\.isWhitespace) {
            tell(index, "\(places[index].feed?.path ?? ""): '\(PlainText.line(line, limit: 40))' is no number")
        }
    }

    private mutating func lookAtRegister(_ index: Int) {
        guard case .modbus(let register, let seconds) = places[index].source.kind,
            places[index].due <= AgentClock.ticks, !ReadingsWatch.isOver(stop, within: 0)
        else { return }
        places[index].due = AgentClock.ticks + Int64(seconds) * 1_000_000
        do throws(AgentProblem) {
            let value = try modbus.value(of: register, within: Self.modbusPatience)
            tell(index, nil)
            add(String(value), index)
        } catch {
            places[index].due = AgentClock.ticks + max(Int64(seconds) * 1_000_000, pace.register)
            if !ReadingsWatch.isOver(stop, within: 0) { tell(index, error.line) }
        }
    }

    private mutating func add(_ number: String, _ index: Int) {
        let (signer, channel) = (places[index].signer, places[index].source.channel)
        let (ticks, timestamp) = (AgentClock.ticks, AgentClock.now.rfc3339)
        guard !signer.isPseudonymous else {
            queues[signer]?.add(unnamed: number, channel: channel, ticks: ticks, timestamp: timestamp)
            return
        }
        queues[signer]?.add(
            number, channel: channel, boot: boot, milliseconds: UInt64(max(0, ticks - begin) / 1000),
            timestamp: timestamp)
    }

    /// Tells what is wrong with a source, once.
    private mutating func tell(_ index: Int, _ problem: String?) {
        guard places[index].said != problem ?? "" else { return }
        places[index].said = problem ?? ""
        if let problem { say("no readings of \(places[index].source.channel): \(PlainText.line(problem))") }
    }

    private mutating func sign(_ signer: Signer) {
        guard pauses[signer, default: 0] <= AgentClock.ticks, queues[signer]?.entries.isEmpty == false else { return }
        let pseudonym = signer.isPseudonymous ? desk.pseudonym(of: signer.device) : nil
        if signer.isPseudonymous {
            guard pseudonym != nil else { return tellUnnamed(signer) }
            unnamed.remove(signer)
        }
        let taken = if let pseudonym { queues[signer]?.take(under: pseudonym) } else { queues[signer]?.take() }
        guard let entries = taken, !entries.isEmpty else { return }
        let (post, name) = (post, pseudonym?.name ?? signer.device)
        desk.sign(entries.map(\.message), by: signer.device, under: pseudonym) { result in
            switch result {
            case .success(let signed):
                post.put(.init(signer: signer, name: name, key: signed.key, signatures: signed.signatures))
            case .failure: post.put(.init(signer: signer, name: name, key: [], signatures: nil))
            }
        }
    }

    /// Tells once that values wait for a pseudonym.
    private mutating func tellUnnamed(_ signer: Signer) {
        guard unnamed.insert(signer).inserted else { return }
        say(
            "values of \(signer.device) wait for a pseudonym; the station gives one to a device that is trusted, where 'devices: pseudonyms:' is set"
        )
    }

    private mutating func take(_ parcel: SignedPost.Parcel) {
        guard let queue = queues[parcel.signer] else { return }
        let entries = queue.entries.prefix(queue.signing)
        var isKept = false
        if let signatures = parcel.signatures, signatures.count == entries.count {
            let lines = zip(entries, signatures).map { entry, signature in
                ReadingLine(
                    device: parcel.name, key: parcel.key, message: entry.message, signature: signature,
                    isBare: entry.isBare
                ).line(timestamp: entry.timestamp)
            }
            do throws(AgentProblem) {
                try log.append(lines)
                isKept = true
            } catch {
                say(error.line)
            }
        }
        queues[parcel.signer]?.done(isSigned: isKept)
        // What is wrong with the TPM the desk tells.
        if !isKept { pauses[parcel.signer] = AgentClock.ticks + pace.sensor }
    }

    /// Waits for values, signatures or an end; whether it is the end.
    private func isOver() -> Bool {
        var waits = [
            pollfd(fd: stop, events: Int16(POLLIN), revents: 0),
            pollfd(fd: post.signal.descriptor, events: Int16(POLLIN), revents: 0),
        ]
        waits += places.compactMap(\.feed).filter { $0.descriptor >= 0 }.map {
            pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0)
        }
        _ = unsafe poll(&waits, nfds_t(waits.count), Int32(clamping: pace.look / 1000))
        return waits[0].revents != 0
    }
}
