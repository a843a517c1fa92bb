// SPDX-License-Identifier: Apache-2.0

extension Command {
    /// The commands on an open event that are more than moving in it.
    var detailText: CommandText? {
        switch self {
        case .payloadNext:
            CommandText(
                .event, "payload as", "the payload as hex, text, or without base64, gzip, chunks or percent-encoding",
                phrase: "payload next")
        case .payloadDeeper:
            CommandText(
                .event, "decode on", "look for codings in what was decoded; from hex or text, back again",
                phrase: "payload deeper")
        case .captureSave:
            CommandText(.event, "pcap", "write the packet as a capture file", phrase: "pcap", argument: "PATH")
        case .userCommandList: CommandText(.event, "run", "the commands of your own that the configuration has")
        case .userCommandRun:
            CommandText(.event, "run", "run a command of your own on the event", phrase: "run", argument: "TITLE")
        case .outputShow:
            CommandText(.event, "output", "what the command that was run last said", phrase: "output")
        default: nil
        }
    }
}
