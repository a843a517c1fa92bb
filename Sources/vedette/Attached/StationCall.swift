// SPDX-License-Identifier: Apache-2.0

internal import ConsoleProtocol
internal import Sockets
internal import Version

/// A connection to a station that has said whom it takes us for.
struct StationCall {
    let path: String
    let connection: UnixConnection
    /// What it has said behind that, if anything.
    var reader: FrameReader<StationFrame>
    let welcome: Welcome

    /// Why there is none.
    enum Failure: Error {
        /// Nobody listens at the path, or it may not be reached.
        case unreachable(SocketFailure)
        /// The station says why it will not have us.
        case refused(String)
        /// Who listens there is no station that we understand; why.
        case strange(String)

        /// The reason in a few words.
        var reason: String {
            switch self {
            case .unreachable(let failure): failure.isNobody ? "nobody listens there" : failure.reason
            case .refused(let reason): "it refuses: \(reason)"
            case .strange(let reason): reason
            }
        }
    }

    /// How long the station may take for its first word, in milliseconds: a process is started for us.
    private static let patience: Int32 = 20_000

    /// Calls the station whose socket is at `path`.
    init(path: String) throws(Failure) {
        self.path = path
        var reader = FrameReader<StationFrame>()
        do throws(SocketFailure) {
            connection = try UnixConnection.connect(to: path, milliseconds: Self.patience)
        } catch {
            throw .unreachable(error)
        }
        let hello = ConsoleFrame.hello(
            version: ConsoleProtocolVersion.current, program: "vedette \(VedetteVersion.text)")
        guard let greeting = try? FrameCoder.encode(hello) else { throw .strange("the greeting cannot be written") }
        // One who turns us away may have gone already, and its reason is still there to be read.
        try? connection.send(greeting)
        switch try Self.first(from: connection, &reader) {
        case .welcome(let found):
            guard found.version == ConsoleProtocolVersion.current else {
                throw .strange("the station, \(found.program.prefix(64)), speaks another version of the protocol")
            }
            welcome = found
        case .refused(let reason): throw .refused(String(reason.unicodeScalars.prefix(1000)))
        case .message: throw .strange("what listens there is no station: its first word is no greeting")
        }
        self.reader = reader
        try? connection.setPatience(reading: 0, writing: Self.patience)
    }

    private static func first(
        from connection: UnixConnection, _ reader: inout FrameReader<StationFrame>
    ) throws(Failure) -> StationFrame {
        while true {
            do throws(FrameError) {
                if let frame = try reader.next() { return frame }
            } catch {
                throw .strange("what listens there is no station: \(error.message)")
            }
            do throws(SocketFailure) {
                let bytes = try connection.receive()
                guard !bytes.isEmpty else { throw SocketFailure.ended }
                reader.append(bytes)
            } catch {
                throw .strange(error == .ended ? "it ended without a word" : error.reason)
            }
        }
    }
}

extension SocketFailure {
    /// The other side has ended it.
    fileprivate static let ended = SocketFailure(code: 0)
}
