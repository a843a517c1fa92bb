// SPDX-License-Identifier: Apache-2.0

internal import Access
internal import Anonymizer
internal import Console
internal import ConsoleProtocol
internal import Dispatch
internal import Foundation
internal import Query
internal import Sockets
internal import Station
internal import Synchronization

/// A station in another process, over its socket.
///
/// One thread reads, and calls again where the connection is lost; another one writes. The console hears of both by `Message.station`. Questions
/// that are lost are the console's to ask anew; a deed is sent once, and where its answer is lost nobody knows whether it was done, which is
/// said.
final class RemoteStation: ConsoleStation {
    private let path: String
    private let inbox: Inbox
    private let link: Mutex<StationLine>
    /// Signalled where something is to be written, where something of a deed came, and at the end.
    private let toWrite = DispatchSemaphore(value: 0)
    private let settled = DispatchSemaphore(value: 0)
    private let isEnding = StopFlag()
    private let wakeUp = DispatchSemaphore(value: 0)

    /// Seconds between two calls of a station that is lost; the last goes on.
    private static let pauses = [0.5, 1, 2, 5, 10]
    /// A connection that lasted longer is worth calling again at once, in seconds.
    private static let goodSpell = 30.0
    /// How long the end waits for deeds under way, in seconds.
    private static let endPatience = 3.0

    /// The station of a call; messages go to `inbox`.
    init(_ call: StationCall, inbox: Inbox) {
        path = call.path
        self.inbox = inbox
        link = Mutex(StationLine(call.connection))
    }

    /// Begins to read and write.
    func start(_ call: StationCall) {
        Thread { [self] in run(call) }.start()
        Thread { [self] in write() }.start()
    }

    // MARK: Calls

    func ask(_ id: RequestID, _ question: Question) {
        guard let reason = send(.ask(id, question)) else { return }
        inbox.send(.failed(id, .storage(path: "the question", reason: reason)))
    }

    func cancel(_ id: RequestID) { _ = send(.cancel(id)) }

    func changeRule(_ deed: RuleDeed) {
        if let reason = send(.changeRule(deed)) { inbox.send(.rule(.refused("Not done: \(reason)"))) }
    }

    func triage(_ wish: TriageWish) {
        if let reason = send(.triage(wish)) { inbox.send(.triage(.refused("Not done: \(reason)"))) }
    }

    func device(_ deed: DeviceDeed) {
        if let reason = send(.device(deed)) { inbox.send(.device(.refused("Not done: \(reason)"))) }
    }

    func job(_ deed: JobDeed) {
        if let reason = send(.job(deed)) { inbox.send(.job(.refused("Not done: \(reason)"))) }
    }

    func push(_ deed: PushDeed) {
        if let reason = send(.push(deed)) { inbox.send(.push(.refused("Not done: \(reason)"))) }
    }

    func editingRule(_ id: String?) { _ = send(.editingRule(id)) }

    func end() {
        let end = DispatchTime.now() + Self.endPatience
        while link.withLock({ $0.hasDeeds }), settled.wait(timeout: end) == .success {}
        isEnding.set()
        link.withLock { $0.connection?.shutDown() }
        toWrite.signal()
        wakeUp.signal()
    }

    /// Puts a frame among those to be written. Where the station is lost it is forgotten: the console asks anew when it is back.
    ///
    /// - Returns: why it is not; `nil` where it is, or needs no word.
    private func send(_ frame: ConsoleFrame) -> String? {
        let bytes: [UInt8]
        do throws(FrameError) { bytes = try FrameCoder.encode(frame) } catch { return error.message }
        let isLate = link.withLock { link in
            guard link.connection != nil else { return frame.isDeed }
            link.add(bytes, frame)
            return false
        }
        toWrite.signal()
        return isLate ? "the station is lost. Do it when it is back" : nil
    }

    // MARK: Reading

    private func run(_ first: StationCall) {
        var call: StationCall? = first
        var tries = 0
        var told = ""
        while !isEnding.isSet {
            if let current = call {
                told = ""
                let began = SystemClock.monotonicSeconds
                lose(because: read(current))
                // A question that ends the process at the other side would be asked again at once, and end the next one.
                if SystemClock.monotonicSeconds - began > Self.goodSpell { tries = 0 }
                call = nil
            }
            _ = wakeUp.wait(timeout: .now() + Self.pauses[min(tries, Self.pauses.count - 1)])
            tries += 1
            guard !isEnding.isSet else { return }
            do throws(StationCall.Failure) {
                let next = try StationCall(path: path)
                call = next
                link.withLock { $0 = StationLine(next.connection) }
                inbox.send(.station(.attached(person: next.welcome.person, role: next.welcome.role.rawValue)))
            } catch {
                // Only what is there can refuse, which is told once.
                guard case .refused = error, error.reason != told else { continue }
                told = error.reason
                inbox.send(.station(.lost(since: SystemClock.now, why: told)))
            }
        }
    }

    /// Hands messages on until the connection ends; why it did, in a few words.
    private func read(_ call: StationCall) -> String {
        var reader = call.reader
        while true {
            do {
                while let frame = try reader.next() {
                    switch frame {
                    case .welcome: return "it greeted twice"
                    case .refused(let reason): return "it let go of this console: \(reason.prefix(300))"
                    case .message(let content): take(content.message)
                    }
                }
                let bytes = try call.connection.receive()
                guard !bytes.isEmpty else { return "it has ended" }
                reader.append(bytes)
            } catch let error as FrameError {
                return "it sent \(error.message)"
            } catch let error as SocketFailure {
                return error.reason
            } catch {
                return "\(error)"
            }
        }
    }

    private func take(_ message: Message) {
        let isOutcome = link.withLock { $0.note(message) }
        inbox.send(message)
        if isOutcome { settled.signal() }
    }

    private func lose(because reason: String) {
        let lost = link.withLock { link in
            link.connection?.shutDown()
            defer { link = StationLine(nil) }
            return link
        }
        settled.signal()
        guard !isEnding.isSet else { return }
        inbox.send(.station(.lost(since: SystemClock.now, why: reason)))
        let unknown =
            "The station was lost before it answered: whether this was done is not known. Look, before you do it again"
        for _ in 0..<lost.rules { inbox.send(.rule(.refused(unknown))) }
        for _ in 0..<lost.pushes { inbox.send(.push(.refused(unknown))) }
        for _ in 0..<lost.devices { inbox.send(.device(.refused(unknown))) }
        for _ in 0..<lost.jobs { inbox.send(.job(.refused(unknown))) }
        for _ in 0..<lost.triages { inbox.send(.triage(.refused(unknown))) }
    }

    // MARK: Writing

    private func write() {
        while true {
            toWrite.wait()
            guard !isEnding.isSet else { return }
            let (connection, bytes) = link.withLock { link in
                defer { link.waiting = [] }
                return (link.connection, link.waiting)
            }
            guard let connection, !bytes.isEmpty else { continue }
            // Who reads notices that it is over.
            do throws(SocketFailure) { try connection.send(bytes) } catch { connection.shutDown() }
        }
    }
}

/// One connection to a station, as long as it lasts.
private struct StationLine {
    /// `nil` while the station is lost.
    var connection: UnixConnection?
    /// What is to be written.
    var waiting: [UInt8] = []
    /// Deeds whose outcome has not come.
    var rules = 0
    var triages = 0
    var pushes = 0
    var devices = 0
    var jobs = 0

    /// Bytes that may wait to be written; a station that takes no more than that is as good as lost.
    private static let waitingMost = 16 << 20

    init(_ connection: UnixConnection?) {
        self.connection = connection
    }

    var hasDeeds: Bool { connection != nil && rules + triages + pushes + devices + jobs > 0 }

    mutating func add(_ bytes: [UInt8], _ frame: ConsoleFrame) {
        switch frame {
        case .changeRule: rules += 1
        case .triage: triages += 1
        case .push: pushes += 1
        case .device: devices += 1
        case .job: jobs += 1
        default: break
        }
        waiting += bytes
        if waiting.count > Self.waitingMost { connection?.shutDown() }
    }

    /// Notes what a message settles; whether that is a deed.
    mutating func note(_ message: Message) -> Bool {
        switch message {
        case .rule: rules = max(0, rules - 1)
        case .triage: triages = max(0, triages - 1)
        case .push: pushes = max(0, pushes - 1)
        case .device: devices = max(0, devices - 1)
        case .job: jobs = max(0, jobs - 1)
        default: return false
        }
        return true
    }
}

extension ConsoleFrame {
    fileprivate var isDeed: Bool {
        switch self {
        case .changeRule, .triage, .push, .device, .job: true
        default: false
        }
    }
}
