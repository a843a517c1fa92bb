// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import ConsoleProtocol
internal import Dispatch
internal import Foundation
internal import Query
internal import Sockets
internal import Synchronization

/// Writes what a station has for an attached console, on a thread of its own.
final class FrameWriter: Sendable {
    /// Where messages for the console are left.
    let inbox: Inbox
    private let connection: UnixConnection
    private let deeds: DispatchSemaphore
    private let news = DispatchSemaphore(value: 0)
    /// Signalled when messages were taken.
    private let room = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let state = Mutex<(isEnding: Bool, failure: SocketFailure?)>((false, nil))

    /// A writer for `connection`, which lets so many deeds be under way.
    init(_ connection: UnixConnection, deeds: Int) {
        self.connection = connection
        // Raised from nothing: one that is let go of below the value that it began with is a trap.
        self.deeds = DispatchSemaphore(value: 0)
        for _ in 0..<deeds { self.deeds.signal() }
        inbox = Inbox { [news] in news.signal() }
    }

    /// Why the console could not be written to any more; `nil` while it can be.
    var failure: SocketFailure? { state.withLock { $0.failure } }

    func start() {
        Thread { [self] in
            run()
            ended.signal()
        }.start()
    }

    /// Writes what is left, and ends.
    func end() {
        state.withLock { $0.isEnding = true }
        news.signal()
        ended.wait()
    }

    /// Notes that a deed is begun, which will leave one message; waits where too many are.
    func beginDeed() {
        while deeds.wait(timeout: .now() + .seconds(1)) == .timedOut, failure == nil {}
    }

    /// Returns once fewer than `most` messages wait, or nobody takes them any more.
    func waitForRoom(below most: Int) {
        while inbox.count >= most, failure == nil { _ = room.wait(timeout: .now() + .seconds(1)) }
    }

    private func run() {
        while true {
            news.wait()
            // What is told between the two looks is written with the next round.
            let isEnding = state.withLock { $0.isEnding }
            for message in inbox.take() {
                if message.endsDeed { deeds.signal() }
                if failure == nil { write(message) }
            }
            room.signal()
            if isEnding { return }
        }
    }

    private func write(_ message: Message) {
        guard let content = StationMessage(message) else { return }
        do throws(SocketFailure) {
            try connection.send(Self.bytes(content))
        } catch {
            state.withLock { $0.failure = error }
            connection.shutDown()
        }
    }

    /// The frame; of an answer that is too long for one, that it is.
    private static func bytes(_ message: StationMessage) -> [UInt8] {
        do throws(FrameError) {
            return try FrameCoder.encode(StationFrame.message(message))
        } catch {
            let instead: StationMessage
            switch message {
            case .answered(let id, _):
                instead = .failed(id, .storage(path: "the station", reason: error.message))
            default: instead = .notice(Notice(.error, "The station could not tell something: \(error.message)"))
            }
            return (try? FrameCoder.encode(StationFrame.message(instead))) ?? []
        }
    }
}

extension Message {
    /// Whether it is what became of a deed: each deed leaves one.
    var endsDeed: Bool {
        switch self {
        case .rule, .triage, .push, .device, .job: true
        // All are named, so that a new one is not forgotten.
        case .input, .tick, .storeChanged, .answered, .soFar, .failed, .ingest, .notice, .commandEnded, .edited,
            .ruleEditors, .rulesChanged, .assets, .station, .look, .drawn:
            false
        }
    }
}
