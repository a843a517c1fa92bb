// SPDX-License-Identifier: Apache-2.0

internal import Access
internal import Console
internal import ConsoleProtocol
internal import Rules
internal import Sockets
internal import Station
internal import Version

/// One attached console, at the station: reads what it wishes, looks whether its role may, and has it done by a `LocalStation`.
///
/// Everything that a console can make grow has a bound: open questions, deeds under way, and what waits to be taken by it. Where one is
/// reached, no more is read until there is room again.
struct AttachedSession {
    let connection: UnixConnection
    let person: String
    let role: Role
    let configuration: StationConfiguration

    /// Questions of a console that may be worked on at once. A console asks some thirty at the most.
    static let questionsMost = 64
    /// Deeds that may wait.
    static let deedsMost = 64
    /// Messages that may wait to be written before no more is read.
    static let messagesMost = 64
    /// How long the first word is waited for, how long the rest of a frame that has begun, and how long for the other side to take something;
    /// in milliseconds.
    private static let helloPatience: Int32 = 10_000
    private static let patience: Int32 = 30_000
    /// Refused calls that are told in the station's log.
    private static let refusalsTold = 20

    /// Serves the console until it leaves, or does what none may.
    func run() {
        var reader = FrameReader<ConsoleFrame>()
        do throws(SessionEnd) {
            try welcome(&reader)
            try converse(&reader)
        } catch {
            // It may quote what the console said, which must not begin a line of its own in the station's log.
            guard let reason = error.reason.map({ RuleLimit.line($0, 400) }) else { return }
            if let bytes = try? FrameCoder.encode(StationFrame.refused(reason)) { connection.sendAtOnce(bytes) }
            connection.shutDown()
            StandardError.print("vedette: the console of \(person) is let go: \(reason)")
        }
    }

    // MARK: Words

    private func welcome(_ reader: inout FrameReader<ConsoleFrame>) throws(SessionEnd) {
        try? connection.setPatience(reading: Self.helloPatience, writing: Self.patience)
        guard let first = try next(&reader, allowsRest: false) else { throw .left }
        guard case .hello(let version, let program) = first else { throw .wrong("its first word is no greeting") }
        guard version == ConsoleProtocolVersion.current else {
            throw .wrong(
                "\(RuleLimit.line(program, 64)) speaks version \(version) of the protocol, and this station, \(Self.program), version "
                    + "\(ConsoleProtocolVersion.current). Install the same Vedette on both sides")
        }
        let welcome = Welcome(
            program: Self.program, person: person, role: role, station: configuration.site,
            silentAfter: configuration.silentAfterSeconds)
        do {
            try connection.send(FrameCoder.encode(StationFrame.welcome(welcome)))
        } catch {
            throw .left
        }
        try? connection.setPatience(reading: Self.patience, writing: Self.patience)
    }

    private static let program = "vedette \(VedetteVersion.text)"

    private func converse(_ reader: inout FrameReader<ConsoleFrame>) throws(SessionEnd) {
        let writer = FrameWriter(connection, deeds: Self.deedsMost)
        let station = LocalStation(
            configuration, person: person, origin: "console", follower: nil,
            confinesJobs: role != .administrator, inbox: writer.inbox)
        writer.inbox.send(.assets(station.assets))
        writer.start()
        station.start()
        defer {
            station.end()
            writer.end()
        }
        var calls = SessionCalls(self, station, writer)
        while let frame = try next(&reader, allowsRest: true) {
            writer.waitForRoom(below: Self.messagesMost)
            try calls.take(frame)
        }
        if writer.failure?.isLate == true { throw .wrong("it takes nothing of what it is sent") }
    }

    /// The next frame; `nil` at the end. A console may rest between two frames for as long as it likes, but not within one.
    private func next(
        _ reader: inout FrameReader<ConsoleFrame>, allowsRest: Bool
    ) throws(SessionEnd) -> ConsoleFrame? {
        while true {
            do throws(FrameError) {
                if let frame = try reader.next() { return frame }
            } catch {
                throw .wrong(error.message)
            }
            do throws(SocketFailure) {
                let bytes = try connection.receive()
                guard !bytes.isEmpty else { return nil }
                reader.append(bytes)
            } catch {
                guard error.isLate else { return nil }
                if reader.isWithinFrame { throw .wrong("it does not end what it has begun to say") }
                if !allowsRest { throw .wrong("it says nothing") }
            }
        }
    }

    // MARK: Log

    /// Tells in the station's log that a call was refused; of many only the first.
    func tellRefused(_ reason: String, count: Int) {
        guard count <= Self.refusalsTold else { return }
        let tail = count == Self.refusalsTold ? "; more of this console's are not told" : ""
        StandardError.print("vedette: refused to \(person): \(reason)\(tail)")
    }
}

/// Why a console is served no longer.
enum SessionEnd: Error {
    /// It has left.
    case left
    /// It did what none may; the reason in words.
    case wrong(String)

    var reason: String? {
        switch self {
        case .left: nil
        case .wrong(let reason): reason
        }
    }
}
