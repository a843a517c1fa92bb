// SPDX-License-Identifier: Apache-2.0

import Canvas
import EVE
import Packets
import Payloads
import Query
import Testing
import UserCommands

@testable import Console

@Suite("What can be done with an event") struct EventDetailTests {
    private func desk(payload: String = "ACoAAAAGAQUADP8A", columns: Int = 120, rows: Int = 40) -> Desk {
        var desk = Desk(.withPacket(payload: payload), columns: columns, rows: rows)
        desk.run("2o<Enter>")
        return desk
    }

    private static let whois = UserCommand(
        title: "whois", keys: "W", words: ["whois", "{src_ip}"].compactMap { try? CommandWord($0) }, leaves: true)
    private static let tshark = UserCommand(
        title: "packet", keys: "T", words: ["tshark", "-r", "{pcap}"].compactMap { try? CommandWord($0) }, leaves: false
    )

    private func deskWithCommands() -> Desk {
        var desk = desk()
        desk.state.userCommands = UserCommandsState([Self.whois, Self.tshark])
        desk.state.keys = KeyTable.standard.adding([Self.whois, Self.tshark]).table
        return desk
    }

    // MARK: Payload

    @Test("x goes through what the payload can be, and the choice holds for the next event")
    func payloads() {
        var desk = desk(payload: Self.coded)
        #expect(desk.state.event?.whole?.payload.choices.map(\.label) == ["hex", "text", "base64"])
        desk.run("xx")
        #expect(desk.state.event?.payloadView.choice == .decoded(.base64))
        #expect(desk.text.contains("q=%48%49"))
        desk.run("x")
        #expect(desk.state.event?.payloadView.choice == .hex)
        desk.run("xn")
        #expect(desk.state.event?.whole?.payload.view.choice == .text)
    }

    @Test("D decodes what was decoded, and goes back from there")
    func deeper() {
        var desk = desk(payload: Self.coded)
        desk.run("xxD")
        #expect(desk.state.event?.payloadView.under == [.base64])
        #expect(desk.state.event?.whole?.payload.choices.map(\.label) == ["hex", "text", "url"])
        desk.run("x")
        #expect(desk.text.contains("q=HI"))
        desk.run("xD")
        #expect(desk.state.event?.payloadView.under == [])
        desk.run("D")
        #expect(desk.text.contains("Nothing is decoded yet"))
    }

    /// "q=%48%49" in Base64, in the Base64 of the event.
    private static let coded = "Y1QwbE5EZ2xORGs9"

    // MARK: Packet

    @Test("the packet unfolds into layers, and a field's bytes are marked in the dump")
    func packet() throws {
        var desk = desk()
        func open(_ path: String) throws {
            let rows = try #require(desk.state.event?.whole?.rows)
            let index = try #require(rows.firstIndex { $0.path == path } as Int?)
            desk.state.event?.cursors[.tree] = index
            desk.run("<Right>")
        }
        #expect(desk.text.contains("Ethernet, IPv4, TCP 198.51.100.23:50412"))
        try open("packet")
        try open("packet.TCP")
        let rows = try #require(desk.state.event?.whole?.rows)
        let port = try #require(rows.firstIndex { $0.path == "packet.TCP.destination port" })
        #expect(rows[port].text == "502")
        desk.state.event?.cursors[.tree] = port
        #expect(desk.state.event?.packetRange == 36..<38)
        #expect(desk.state.event?.fieldFilter == nil)
        #expect(desk.text.contains("36-37"))
        // Folded by name, so the next event has the same rows unfolded.
        desk.run("nN")
        #expect(desk.state.event?.whole?.rows.contains { $0.path == "packet.TCP.destination port" } == true)
    }

    @Test("bytes that a coding hid are none of the packet's fields")
    func decodedPacket() {
        // The packet is Base64 of bytes that are no text.
        var panel = PayloadPanel(
            [PayloadBytes(field: "packet", bytes: Array("AAECAwQFBgcICQ==".utf8))], view: PayloadView())
        #expect(panel.row(ofPacketByte: 3) == 1)
        while panel.view.choice != .decoded(.base64) { panel.showNext() }
        guard case .hex(let bytes)? = panel.sections.first?.content else {
            Issue.record("\(panel.sections)")
            return
        }
        #expect(bytes == Array(0...9) && panel.row(ofPacketByte: 3) == nil)
    }

    @Test("w asks where to write the packet, and Enter has it written")
    func capture() throws {
        var desk = desk()
        let id = try #require(desk.state.event?.id)
        desk.run("w")
        #expect(desk.row(1).contains("write to ./vedette-\(id).pcap"))
        desk.run("<Enter>")
        guard case .saveCapture(let packet, let path)? = desk.effects.last else {
            Issue.record("nothing is written")
            return
        }
        #expect(path == "./vedette-\(id).pcap")
        #expect(packet.linkType == .ethernet)
        #expect(packet.bytes.count == 78)
        desk.run("n")
        #expect(desk.state.reasonAgainst(.captureSave)?.contains("no packet") == true)
    }

    // MARK: Signature

    @Test("the signature that fired is shown with its links, and that its revision is another")
    func signature() {
        var desk = desk(columns: 160, rows: 48)
        desk.run("<Tab><Tab>")
        #expect(desk.state.event?.panel == .signature)
        for part in [
            "local-ot.rules:118", "rev 2 fired, this is rev 3", "alert modbus !$CITY_NET any -> $PLC_NET 502",
            "http://lindhavn.test/plc", "CVE-2021-44228", "T0855", "deployment Perimeter",
        ] { #expect(desk.text.contains(part), "\(part)") }
        desk.run("n")
        #expect(desk.state.event?.signature == nil)
        #expect(!desk.text.contains("Signature that fired"))
    }

    // MARK: Commands

    @Test("a command runs by its key; one that sends something asks first, and Enter alone sends nothing")
    func commands() {
        var desk = deskWithCommands()
        desk.run("W<Enter>")
        #expect(desk.effects.isEmpty)
        desk.run("W")
        #expect(desk.text.contains("whois 198.51.100.23"))
        #expect(desk.text.contains("sends a value of the event to the network"))
        desk.run("y")
        guard case .runCommand(let command)? = desk.effects.last else {
            Issue.record("nothing runs")
            return
        }
        #expect(command.texts(packetPath: "") == ["whois", "198.51.100.23"])
        desk.run("!2")
        desk.run("<Esc>T")
        guard case .runCommand(let second)? = desk.effects.last else { return }
        #expect(second.packet?.bytes.count == 78)
    }

    @Test("what a command says is shown, harmless, and can be searched and shown again")
    func output() {
        var desk = deskWithCommands()
        let said = Array("route: 198.51.100.0/24\r\n\u{1B}[2Jowner: \u{202E}nobody\n".utf8)
        desk.send(
            .commandEnded(
                CommandOutput(title: "whois", line: "whois 198.51.100.23", ending: .ended(status: 0), bytes: said)))
        #expect(desk.state.menu?.kind == .output)
        #expect(desk.text.contains("route: 198.51.100.0/24"))
        #expect(!desk.text.contains("\u{1B}") && !desk.text.contains("\u{202E}"))
        desk.run("/owner<Enter>")
        #expect(!desk.text.contains("route:"))
        desk.run("<Esc><Esc><Esc>")
        #expect(desk.state.menu == nil)
        desk.run(":output<Enter>")
        #expect(desk.text.contains("owner:"))
        // Lines are broken for the screen that there is.
        let long = Array(String(repeating: "x", count: 90).utf8)
        desk.send(.commandEnded(CommandOutput(title: "a", line: "a", ending: .ended(status: 0), bytes: long)))
        #expect(desk.state.userCommands.lines.count == 1)
        desk.send(.input(.resized(Size(columns: 60, rows: 24))))
        #expect(desk.state.userCommands.lines.count == 2)
    }

    @Test("a command that fails is one line, and opens nothing")
    func failures() {
        var desk = deskWithCommands()
        desk.send(
            .commandEnded(
                CommandOutput(title: "whois", line: "whois", ending: .notStarted(reason: "there is no program whois"))))
        #expect(desk.state.menu == nil)
        #expect(desk.text.contains("whois: there is no program whois"))
        desk.send(.commandEnded(CommandOutput(title: "whois", line: "whois", ending: .late(seconds: 30))))
        #expect(desk.text.contains("ended after 30 s"))
    }

    @Test("keys of commands must be free on an event")
    func keys() {
        var taken = Self.whois
        taken.keys = "n"
        #expect(KeyTable.standard.adding([taken]).problems.first?.line.contains("belongs to event.next") == true)
        taken.keys = "q"
        #expect(KeyTable.standard.adding([taken]).problems.count == 1)
        taken.keys = "C-"
        #expect(KeyTable.standard.adding([taken]).problems.count == 1)
        #expect(KeyTable.standard.adding([Self.whois, Self.whois]).problems.count == 1)
        #expect(KeyTable.standard.adding([Self.whois, Self.tshark]).problems.isEmpty)
    }
}
