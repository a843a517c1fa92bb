// SPDX-License-Identifier: Apache-2.0

internal import Access
internal import ConsoleProtocol
internal import Foundation
internal import Glibc
internal import Processes
internal import Sockets
internal import Station

/// Where consoles attach to `vedette serve`: it looks who comes, and starts a process for each who may.
///
/// A console that lies, and be it into a trap, ends its own process and nothing else; this one reads nothing of what consoles say. One
/// thread takes the connections, starts the processes and looks after them.
final class ConsoleListener: Sendable {
    private let path: String
    private let access: ConsoleAccess
    /// What a process is told about the station: where its configuration and its data are.
    private let arguments: [String]
    private let tell: @Sendable (String) -> Void
    private let stop = StopFlag()
    private let ended = DispatchSemaphore(value: 0)

    /// This very program, also where its file has been replaced since.
    private static let program = "/proc/self/exe"
    /// How long it waits for a connection before it looks after the processes, in milliseconds.
    private static let pause: Int32 = 200
    /// Seconds between two tries to listen.
    private static let retryPause = 1.0
    /// How long processes get to finish what they do, in seconds.
    private static let endPatience = 10.0

    /// - Parameter tell: gets lines for the station's log, from the listener's thread.
    init(
        _ configuration: StationConfiguration, arguments: [String], owner: UInt32,
        tell: @escaping @Sendable (String) -> Void
    ) {
        path = configuration.consoleSocket
        access = ConsoleAccess(groups: configuration.consoles.access, owner: owner)
        self.arguments = arguments
        self.tell = tell
    }

    func start() {
        for line in Doctor.missingGroups(access.groups) { tell("consoles: \(line)") }
        let thread = Thread { [self] in
            run()
            ended.signal()
        }
        // The kernel ends the processes with the thread that started them, so it lives as long as they may.
        thread.start()
    }

    /// Ends all consoles, after the deeds under way, and takes the socket away.
    func end() {
        stop.set()
        ended.wait()
    }

    // MARK: The thread

    private func run() {
        var hall = ConsoleHall()
        var told = ""
        while !stop.isSet {
            do throws(SocketFailure) {
                let listener = try UnixListener(path: path)
                tell("consoles attach at \(path)")
                told = ""
                try listen(listener, &hall)
            } catch {
                let line = "consoles: \(path): \(error.code == EADDRINUSE ? Self.inUse : error.reason)"
                if line != told { tell(line) }
                told = line
                look(after: &hall)
                Thread.sleep(forTimeInterval: Self.retryPause)
            }
        }
        endAll(&hall)
    }

    private static let inUse = "another program listens there, or another file lies there. It is tried again"

    /// Takes connections until the end, or until the socket's file is gone.
    private func listen(_ listener: borrowing UnixListener, _ hall: inout ConsoleHall) throws(SocketFailure) {
        while !stop.isSet, listener.isReachable {
            do throws(SocketFailure) {
                if let connection = try listener.accept(milliseconds: Self.pause) { receive(connection, &hall) }
            } catch {
                // Without descriptors or memory those who came wait, and the socket stays theirs.
                guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(error.code) else { throw error }
                Thread.sleep(forTimeInterval: Self.retryPause)
            }
            look(after: &hall)
        }
    }

    private func receive(_ connection: UnixConnection, _ hall: inout ConsoleHall) {
        guard let peer = try? connection.peer() else { return }
        let person = peer.name
        look(after: &hall)
        // Counted before anything is looked up: who has no role may come no more often than who has one.
        if let reason = hall.seats.take(peer.user, at: SystemClock.monotonicSeconds) {
            return refuse(connection, person, reason, &hall)
        }
        guard let role = access.role(of: peer) else {
            hall.seats.free(peer.user)
            return refuse(connection, person, access.groups.refusal(of: .look, to: nil), &hall)
        }
        let words =
            ["attached-console", "--person=\(person)", "--role=\(role.rawValue)", "--parent=\(getpid())"] + arguments
        do throws(StartFailure) {
            let process = try AttendedProcess(
                path: Self.program, arguments: words, connection: connection.descriptor)
            hall.consoles.append(
                ConsoleHall.Console(process: process, user: peer.user, who: "\(person), \(role.rawValue)"))
            tell("console \(process.id) of \(person), \(role.rawValue), attached; \(hall.seats.count) in all")
        } catch {
            hall.seats.free(peer.user)
            refuse(connection, person, "the station cannot start a process for you: \(error.reason)", &hall)
        }
    }

    private func refuse(_ connection: UnixConnection, _ person: String, _ reason: String, _ hall: inout ConsoleHall) {
        // As it is a last word, nobody waits for it to be taken.
        if let bytes = try? FrameCoder.encode(StationFrame.refused(reason)) { connection.sendAtOnce(bytes) }
        let line = "a console of \(person) was turned away: \(reason)"
        if hall.refusals.isNews(line, at: SystemClock.monotonicSeconds) { tell(line) }
    }

    private func look(after hall: inout ConsoleHall) {
        for console in hall.takeEnded() {
            let how: String =
                switch console.ending {
                case .status(0): "left"
                case .status(let status): "ended with status \(status)"
                case .signal(let signal): "was ended by signal \(signal)"
                }
            tell("console \(console.id) of \(console.who) \(how); \(hall.seats.count) in all")
        }
    }

    private func endAll(_ hall: inout ConsoleHall) {
        for console in hall.consoles { console.process.terminate() }
        let end = SystemClock.monotonicSeconds + Self.endPatience
        while !hall.consoles.isEmpty, SystemClock.monotonicSeconds < end {
            look(after: &hall)
            Thread.sleep(forTimeInterval: 0.02)
        }
        // Who does not end is killed with the last that has it.
        for console in hall.consoles {
            tell("console \(console.process.id) of \(console.who) did not end, and is killed")
        }
        hall.consoles = []
    }
}

/// The consoles that are attached.
private struct ConsoleHall {
    struct Console {
        let process: AttendedProcess
        let user: UInt32
        let who: String
    }

    var consoles: [Console] = []
    var seats = ConsoleSeats()
    var refusals = RefusalNews()

    /// Takes out those whose process has ended.
    mutating func takeEnded() -> [(id: Int32, who: String, ending: BoundedProcess.Ending)] {
        var ended: [(Int32, String, BoundedProcess.Ending)] = []
        consoles.removeAll { console in
            guard let ending = console.process.look() else { return false }
            ended.append((console.process.id, console.who, ending))
            seats.free(console.user)
            return true
        }
        return ended
    }
}
