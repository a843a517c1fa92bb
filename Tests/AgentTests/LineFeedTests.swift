// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Agent

@Suite("Lines of files, pipes and serial lines")
final class LineFeedTests {
    private let path = NSTemporaryDirectory() + "feed-" + UUID().uuidString

    deinit { try? FileManager.default.removeItem(atPath: path) }

    private func append(_ text: String) throws {
        if !FileManager.default.fileExists(atPath: path) { try GatewayModel.write([], path) }
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    /// Writes into a pipe.
    private func write(_ text: String) throws {
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
    }

    @Test func aFileIsReadFromNowOnAndAReplacedOneFromItsFront() throws {
        try append("1\n2\n")
        let feed = LineFeed(path, isSerial: false)
        #expect(feed.open() == nil)
        #expect(feed.read().isEmpty)
        try append("3\n4")
        #expect(feed.read() == ["3"])
        try append("5\r\n")
        #expect(feed.read() == ["45"])
        // Emptied in its place, in the middle of a line.
        try append("12")
        #expect(feed.read().isEmpty)
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.truncate(atOffset: 0)
        try file.close()
        try append("6\n")
        #expect(feed.read() == ["6"])
        // Moved away in the middle of a line; what was still written into the old one is read first.
        try append("7\n12")
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        defer { try? FileManager.default.removeItem(atPath: path + ".1") }
        try append("8\n")
        #expect(feed.read() == ["7"])
        #expect(feed.read().isEmpty && !feed.isOpen)
        #expect(feed.open() == nil)
        #expect(feed.read() == ["8"])
    }

    @Test func aFileThatIsMovedAwayIsReadOnUntilAnotherOneStandsThere() throws {
        try append("1\n")
        let feed = LineFeed(path, isSerial: false)
        #expect(feed.open() == nil)
        let file = try #require(FileHandle(forWritingAtPath: path))
        try file.seekToEnd()
        try file.write(contentsOf: Data("2\n".utf8))
        try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
        defer { try? FileManager.default.removeItem(atPath: path + ".1") }
        #expect(feed.read() == ["2"] && feed.isGone && feed.isOpen)
        try file.write(contentsOf: Data("3\n".utf8))
        #expect(feed.read() == ["3"] && feed.read().isEmpty && feed.isOpen)
        // Moved back: nothing of it comes again.
        try FileManager.default.moveItem(atPath: path + ".1", toPath: path)
        #expect(feed.read().isEmpty && !feed.isGone && feed.isOpen)
        try FileManager.default.removeItem(atPath: path)
        try file.write(contentsOf: Data("4\n".utf8))
        try file.close()
        try append("5\n")
        #expect(feed.read() == ["4"] && feed.read().isEmpty && !feed.isOpen)
        #expect(feed.open() == nil)
        #expect(feed.read() == ["5"])
    }

    @Test func linesThatAreTooLongArePassedOver() throws {
        try append("")
        let feed = LineFeed(path, isSerial: false)
        #expect(feed.open() == nil)
        try append(String(repeating: "9", count: LineFeed.lineLimit + 1) + "\n1\n")
        #expect(feed.read() == ["1"])
    }

    @Test func whatIsNotThereOrNeitherIsTold() {
        #expect(LineFeed(path, isSerial: false).open()?.contains(path) == true)
        #expect(LineFeed("/tmp", isSerial: false).open()?.contains("neither a file nor a pipe") == true)
        #expect(LineFeed("/dev/null", isSerial: true).open()?.contains("no serial line") == true)
    }

    @Test func aPipeGoesOnWhenItsWriterLeaves() throws {
        let isMade = unsafe mkfifo(path, 0o600) == 0
        try #require(isMade)
        let feed = LineFeed(path, isSerial: false)
        #expect(feed.open() == nil)
        for text in ["1\n", "2\n"] {
            try write(text)
            #expect(feed.read() == [text.trimmingCharacters(in: .newlines)])
        }
        #expect(feed.read().isEmpty && feed.isOpen)
    }

    @Test func aPipeThatIsMadeAnewIsOpenedAnew() throws {
        var isMade = unsafe mkfifo(path, 0o600) == 0
        try #require(isMade)
        let feed = LineFeed(path, isSerial: false)
        #expect(feed.open() == nil)
        try write("1\n2")
        try FileManager.default.removeItem(atPath: path)
        #expect(feed.read() == ["1"] && feed.isGone && feed.isOpen)
        #expect(feed.read().isEmpty && feed.isOpen)
        isMade = unsafe mkfifo(path, 0o600) == 0
        try #require(isMade)
        #expect(feed.read().isEmpty && !feed.isOpen)
        #expect(feed.open() == nil && !feed.isGone)
        try write("3\n")
        #expect(feed.read() == ["3"])
    }

    @Test func aSerialLineIsReadAsItIs() throws {
        let master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(master >= 0)
        defer { close(master) }
        // TIOCSPTLCK and TIOCGPTN (ioctl_tty(2)), which Glibc's module has not.
        var lock: Int32 = 0
        var number: Int32 = 0
        let isUnlocked = unsafe ioctl(master, 0x4004_5431, &lock) == 0 && ioctl(master, 0x8004_5430, &number) == 0
        try #require(isUnlocked)
        let name = "/dev/pts/\(number)"
        let feed = LineFeed(name, isSerial: true)
        #expect(feed.open() == nil)
        var demonstrator = DemonstratorText()
        let bytes = Array(
            """
            HAL_ADC_Start -----> AnalogValue : 807\r
            Message to be signed ECC : F8 20 69 80\r
            D1 70 47\r
            TPM2_Sign: ECC S 32, R 32\r
            TPM2_VerifySignature: Tag 32802\r\n
            """.utf8)
        let count = unsafe Glibc.write(master, bytes, bytes.count)
        try #require(count == bytes.count)
        var values: [Int] = []
        #expect(
            becomesTrue {
                values += feed.read().compactMap { demonstrator.take($0) }
                return !values.isEmpty
            })
        #expect(values == [807])
    }
}
