// SPDX-License-Identifier: Apache-2.0

import EVE
import Packets
import Testing

@testable import UserCommands

@Suite("Commands of the user's own") struct UserCommandTests {
    private static let event =
        #"{"src_ip":"203.0.113.7","src_port":80,"dns":{"rrname":"{pcap}","answers":[{"rdata":"a"},{"rdata":"b"}]},"tls":{"sni":"-oProxy"},"x":"a\nb","n":null}"#

    private func fill(_ words: [String], packet: StoredPacket? = nil) throws -> FilledCommand {
        let command = UserCommand(title: "it", keys: "W", words: try words.map { try CommandWord($0) }, leaves: false)
        return try command.filled(from: try EveTree.parse(Array(Self.event.utf8)), packet: packet)
    }

    @Test("values of the event stand where their names stood")
    func fill() throws {
        let filled = try fill(["whois", "{src_ip}", "--port={src_port}", "{dns.answers.rdata}", "a{{b}}"])
        #expect(filled.texts(packetPath: "/p") == ["whois", "203.0.113.7", "--port=80", "a", "a{b}"])
        #expect(filled.line == "whois 203.0.113.7 --port=80 a a{b}")
    }

    @Test("a value that looks like a placeholder stays what it is")
    func placeholder() throws {
        #expect(try fill(["host", "{dns.rrname}"]).texts(packetPath: "/p") == ["host", "{pcap}"])
    }

    @Test("a value that a program could take for an option is refused, within a word it is not")
    func dash() throws {
        #expect(throws: UserCommandFailure.dash(title: "it", path: "tls.sni")) { try fill(["host", "{tls.sni}"]) }
        #expect(try fill(["host", "name={tls.sni}"]).line == "host name=-oProxy")
    }

    @Test("what the event lacks is told")
    func missing() throws {
        #expect(throws: UserCommandFailure.noField(title: "it", path: "dest_ip")) { try fill(["host", "{dest_ip}"]) }
        #expect(throws: UserCommandFailure.noField(title: "it", path: "n")) { try fill(["host", "{n}"]) }
        #expect(throws: UserCommandFailure.noPacket(title: "it")) { try fill(["tshark", "-r", "{pcap}"]) }
        #expect(throws: UserCommandFailure.unfit(title: "it", path: "x")) { try fill(["host", "{x}"]) }
    }

    @Test("the packet's file stands where its name stood")
    func packet() throws {
        let packet = StoredPacket(bytes: [1], linkType: .ethernet, time: Instant(seconds: 1))
        let filled = try fill(["tshark", "-r", "{pcap}"], packet: packet)
        #expect(filled.packet == packet)
        #expect(filled.texts(packetPath: "/tmp/a b") == ["tshark", "-r", "/tmp/a b"])
    }

    @Test("words that are wrong say why")
    func words() throws {
        #expect(throws: CommandWordError.open) { try CommandWord("{src_ip") }
        #expect(throws: CommandWordError.noField("")) { try CommandWord("{}") }
        #expect(try CommandWord("whois").literal == "whois")
        #expect(try CommandWord("{src_ip}").literal == nil)
    }
}
