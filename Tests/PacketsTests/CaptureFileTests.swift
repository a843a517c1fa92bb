// SPDX-License-Identifier: Apache-2.0

import EVE
import Foundation
import Packets
import Testing

@Suite("Capture files") struct CaptureFileTests {
    private static func number(_ bytes: [UInt8], _ offset: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    @Test("what was written reads back: link type, times and bytes")
    func readBack() {
        let first = StoredPacket(
            bytes: Made.tcp, linkType: .ethernet, time: Instant(microseconds: 1_795_185_012_207_318))
        let second = StoredPacket(bytes: Made.udp, linkType: .ethernet, time: Instant(microseconds: -5))
        let file = CaptureFile.header(.ethernet) + CaptureFile.record(first) + CaptureFile.record(second)
        #expect(Self.number(file, 0) == 0xA1B2_C3D4)
        #expect(Self.number(file, 20) == 1)
        #expect(Self.number(file, 24) == 1_795_185_012)
        #expect(Self.number(file, 28) == 207_318)
        #expect(Self.number(file, 32) == Made.tcp.count)
        #expect(Self.number(file, 36) == Made.tcp.count)
        #expect(Array(file[40..<40 + Made.tcp.count]) == Made.tcp)
        let next = 40 + Made.tcp.count
        #expect(Self.number(file, next) == 0)
        #expect(Self.number(file, next + 8) == Made.udp.count)
        #expect(file.count == next + 16 + Made.udp.count)
    }

    @Test("raw IP has the number of files, not that of captures")
    func linkType() {
        #expect(Self.number(CaptureFile.header(LinkType(rawValue: 12)), 20) == 101)
        #expect(Self.number(CaptureFile.header(.linuxCooked), 20) == 113)
    }

    private static let program = ["/usr/bin/tcpdump", "/usr/sbin/tcpdump"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test("tcpdump reads it", .enabled(if: program != nil, "skipped: no tcpdump"))
    func tcpdump() throws {
        let program = try #require(Self.program)
        let path = FileManager.default.temporaryDirectory.appending(path: "vedette-\(UUID().uuidString).pcap")
        defer { try? FileManager.default.removeItem(at: path) }
        let packet = StoredPacket(
            bytes: Made.udp, linkType: .ethernet, time: Instant(microseconds: 1_795_185_012_207_318))
        try Data(CaptureFile.header(.ethernet) + CaptureFile.record(packet)).write(to: path)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["-tt", "-n", "-r", path.path, "udp"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(text.hasPrefix("1795185012.207318 IP 10.20.3.5.53 > 192.0.2.53.12345"), "\(text)")
    }
}
