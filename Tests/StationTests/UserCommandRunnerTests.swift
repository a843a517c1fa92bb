// SPDX-License-Identifier: Apache-2.0

import EVE
import Packets
import Query
import Testing
import UserCommands

@testable import Station

@Suite("Running the user's commands")
struct UserCommandRunnerTests {
    private func command(_ words: [String], packet: StoredPacket? = nil, seconds: Int = 20) -> FilledCommand {
        FilledCommand(
            title: "it", words: words.map { $0 == "{pcap}" ? [.packetFile] : [.text($0)] }, packet: packet,
            seconds: seconds)
    }

    private func run(_ words: [String], packet: StoredPacket? = nil, until: Cancellation = Cancellation())
        -> CommandOutput
    {
        UserCommandRunner.run(command(words, packet: packet), until: until)
    }

    @Test("both outputs and the status are told, and no shell takes words apart")
    func outputs() {
        let output = run(["sh", "-c", "echo \"$1\"; echo b >&2; exit 3", "x", "$(id); 'a'"])
        #expect(output.ending == .ended(status: 3))
        #expect(String(decoding: output.bytes, as: UTF8.self) == "$(id); 'a'\nb\n")
    }

    @Test("a crash is no status, and what the command left running does not make it late")
    func ends() {
        let crashed = run(["sh", "-c", "kill -SEGV $$"])
        #expect(crashed.ending == .signal(11) && crashed.remark == "it was ended by signal 11")
        #expect(run(["sh", "-c", "sleep 1000 & exit 2"]).ending == .ended(status: 2))
    }

    @Test("a program that is not there is one clear line")
    func missing() {
        for name in ["no-such-program-here", "/no/such/program"] {
            guard case .notStarted(let reason) = run([name]).ending else {
                Issue.record("\(name) ran")
                continue
            }
            #expect(reason.contains("there is no program \(name)") && !reason.contains("\n"))
        }
    }

    @Test("one that hangs is ended, with what it had said")
    func hanging() {
        let cancellation = Cancellation()
        cancellation.cancel()
        let output = run(["sleep", "1000"], until: cancellation)
        #expect(output.ending == .late(seconds: 20))
        #expect(output.remark.contains("ended after 20 s"))
    }

    @Test("one that says too much is ended")
    func talkative() {
        let output = run(["yes", "a long line of words"])
        #expect(output.ending == .tooMuch)
        #expect(output.bytes.count == CommandOutput.bytesMost)
    }

    @Test("the packet is a capture file while the command runs")
    func packet() {
        let packet = StoredPacket(bytes: Array("the packet".utf8), linkType: .ethernet, time: Instant(seconds: 7))
        let output = run(["cat", "{pcap}"], packet: packet)
        #expect(output.bytes == CaptureFile.header(.ethernet) + CaptureFile.record(packet))
        #expect(output.line == "cat {pcap}")
    }
}
