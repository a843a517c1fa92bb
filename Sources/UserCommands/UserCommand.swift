// SPDX-License-Identifier: Apache-2.0

package import EVE
package import Packets

/// A program of the machine that the user wants to run on an event, as the configuration says it.
package struct UserCommand: Sendable, Hashable {
    /// What menus call it; each once.
    package var title: String
    /// The keys that run it on an open event, in key notation.
    package var keys: String
    /// The program and its arguments; never empty, and the program is the same for all events.
    package var words: [CommandWord]
    /// Whether it sends what it is given to the network, so that it must be confirmed.
    package var leaves: Bool
    /// It is ended after so many seconds.
    package var seconds: Int

    /// How long a command may take where the configuration does not say.
    package static let secondsDefault = 30

    package init(title: String, keys: String, words: [CommandWord], leaves: Bool, seconds: Int = secondsDefault) {
        self.title = title
        self.keys = keys
        self.words = words
        self.leaves = leaves
        self.seconds = seconds
    }

    /// The command for one event.
    ///
    /// - Throws: what the event lacks, or which value cannot be handed to a program.
    package func filled(
        from tree: EveTree, packet: StoredPacket?
    ) throws(UserCommandFailure) -> FilledCommand {
        var filled = FilledCommand(title: title, words: [], packet: nil, seconds: seconds)
        for word in words {
            let pieces = try word.filled(from: tree, title: title)
            if pieces.contains(.packetFile) {
                guard let packet else { throw .noPacket(title: title) }
                filled.packet = packet
            }
            filled.words.append(pieces)
        }
        return filled
    }
}

/// A command with an event's values in it, ready to be run.
package struct FilledCommand: Sendable, Hashable {
    /// A part of a word.
    package enum Piece: Sendable, Hashable {
        case text(String)
        /// The path of a file with the event's packet, which whoever runs the command makes.
        case packetFile
    }

    package var title: String
    /// The program and its arguments, each in pieces. A value that looks like a placeholder stays what it is.
    package var words: [[Piece]]
    /// The packet for the file, where a word needs one.
    package var packet: StoredPacket?
    package var seconds: Int

    package init(title: String, words: [[Piece]], packet: StoredPacket?, seconds: Int) {
        self.title = title
        self.words = words
        self.packet = packet
        self.seconds = seconds
    }

    /// The words with the path of the packet's file in its places.
    package func texts(packetPath: String) -> [String] {
        words.map { pieces in
            pieces.reduce(into: "") { text, piece in
                switch piece {
                case .text(let part): text += part
                case .packetFile: text += packetPath
                }
            }
        }
    }

    /// The command as a person would type it, for looking at; hostile as the event.
    package var line: String { texts(packetPath: "{pcap}").joined(separator: " ") }
}

/// Why a command cannot be run on an event.
package enum UserCommandFailure: Error, Sendable, Hashable {
    case noField(title: String, path: String)
    case noPacket(title: String)
    /// The program could take the value for an option.
    case dash(title: String, path: String)
    /// The value has a zero byte or a line break, or too many bytes.
    case unfit(title: String, path: String)

    /// What is wrong and what to do, in a line.
    package var message: String {
        switch self {
        case .noField(let title, let path): "\(title): this event has no \(path)"
        case .noPacket(let title): "\(title): this event has no packet. Suricata stores it with 'packet: yes' of alerts"
        case .dash(let title, let path):
            "\(title): \(path) begins with a dash here, which a program takes for an option. Copy it with y instead"
        case .unfit(let title, let path):
            "\(title): \(path) is too long here, or has control characters, for a program. Copy it with y instead"
        }
    }
}
