// SPDX-License-Identifier: Apache-2.0

internal import EVE
internal import Packets
internal import Query
internal import SuricataRules
internal import UserCommands

extension ConsoleState {
    /// What is done with an open event beyond looking at its fields.
    mutating func performDetail(_ invocation: Invocation) -> [Effect]? {
        switch invocation.command {
        case .payloadNext: showNextPayload()
        case .payloadDeeper: decodeDeeper()
        case .captureSave: saveCapture(invocation.argument)
        case .userCommandList: open(Menu(.commands))
        case .userCommandRun: runUserCommand(invocation.argument)
        case .outputShow: open(Menu(.output))
        default: nil
        }
    }

    /// Why one of these commands cannot be done now; `nil` when it can, or where it is another command.
    func reasonAgainstDetail(_ command: Command) -> String? {
        switch command {
        case .payloadNext, .payloadDeeper:
            return place.depth == .event && event?.whole?.payload.isEmpty == false ? nil : "there is no payload"
        case .captureSave:
            return place.depth == .event && event?.whole?.storedPacket != nil
                ? nil : "there is no packet; Suricata stores it with 'packet: yes' of alerts"
        case .userCommandList, .userCommandRun:
            if userCommands.known.isEmpty { return "the configuration has no commands, see docs/configuration.md" }
            return place.depth == .event && event?.whole?.tree != nil ? nil : "no event is open"
        case .outputShow: return userCommands.output == nil ? "no command was run yet" : nil
        default: return nil
        }
    }

    // MARK: Payload

    private mutating func showNextPayload() -> [Effect] {
        changePayload { $0.showNext() }
        return []
    }

    private mutating func decodeDeeper() -> [Effect] {
        var isDone = false
        changePayload { isDone = $0.goDeeper() }
        if isDone { return [] }
        if event?.whole?.payload.isDeepest == true { return remark("No more codings inside each other are undone") }
        let key = keys.hint(for: .payloadNext) ?? ":payload next"
        return remark("Nothing is decoded yet. \(key) chooses base64, gzip, chunked or url first")
    }

    private mutating func changePayload(_ change: (inout PayloadPanel) -> Void) {
        guard var open = event, case .whole(var content) = open.content else { return }
        change(&content.payload)
        open.payloadView = content.payload.view
        open.content = .whole(content)
        open.cursors[.payload] = nil
        event = open
    }

    // MARK: Packet

    /// Asks for the path of a capture file, or writes to `path` at once.
    private mutating func saveCapture(_ path: String?) -> [Effect] {
        guard let id = event?.id else { return [] }
        guard let path, !path.isEmpty else {
            editor = FilterEditor(.capture, text: "./vedette-\(id).pcap")
            return []
        }
        return acceptCapture(path)
    }

    mutating func acceptCapture(_ path: String) -> [Effect] {
        editor = nil
        guard let packet = event?.whole?.storedPacket, path.contains(where: { !$0.isWhitespace }) else { return [] }
        return [.saveCapture(packet, path: path)]
    }

    // MARK: Signature

    /// Asks for the text of the signature that fired.
    mutating func loadSignature() -> [Effect] {
        event?.signature = nil
        guard let alert = event?.whole?.row.alert else { return [] }
        let name = SignatureName(gid: alert.generatorID, sid: alert.signatureID)
        return ask(.signature(name, revision: alert.revision), for: .signature)
    }
}
