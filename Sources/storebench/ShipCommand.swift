// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Foundation
internal import Lumberjack
internal import Station
internal import Synchronization

/// `storebench ship`: gateways that send as fast as a collector takes, from windows that were made before.
struct ShipCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ship", abstract: "Sends a file to a collector over some connections.")

    @Option(help: "A file of EVE lines.")
    var file: String

    @Option(help: "The collector's port on this machine.")
    var port: UInt16

    @Option(help: "The station's data directory: its keys sign the certificates, its registry gets the gateways.")
    var data: String

    @Option(help: "Gateways that send at once, each the whole file.")
    var connections = 4

    @Option(help: "Events of a window.")
    var window = 2048

    @Option(help: "zlib's level, 0 for none.")
    var level = 3

    func run() throws {
        let contexts = try BenchGateways.enrolled(connections, data: data)
        let lines = try Self.contents(file).split(separator: UInt8(ascii: "\n")).map(Array.init)
        let sent = try (0..<connections).map { try windows(lines, inode: UInt64($0)) }
        let started = SystemClock.monotonicSeconds
        let failures = Mutex<[String]>([])
        let group = DispatchGroup()
        for (windows, context) in zip(sent, contexts) {
            let thread = Thread {
                defer { group.leave() }
                do {
                    let connection = try BlockingShipper(port: port, context)
                    try connection.send(windows)
                } catch {
                    failures.withLock { $0.append("\(error)") }
                }
            }
            group.enter()
            thread.start()
        }
        group.wait()
        let seconds = SystemClock.monotonicSeconds - started
        if let failure = failures.withLock({ $0.first }) {
            throw UserMessage(.environment, "the sending failed: \(failure).")
        }
        let events = lines.count * connections
        let bytes = sent.joined().reduce(0) { $0 + $1.bytes.count }
        JSONValue.print([
            ("events", .int(events)), ("seconds", .double(seconds)), ("per_second", .double(Double(events) / seconds)),
            ("wire_bytes", .int(bytes)),
        ])
    }

    private static func contents(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    private func windows(_ lines: [[UInt8]], inode: UInt64) throws -> [BlockingShipper.Window] {
        var writer = try LumberjackWriter(level: level)
        var windows: [BlockingShipper.Window] = []
        var offset: UInt64 = 0
        for (index, line) in lines.enumerated() {
            var payload: [UInt8] = []
            ShippedEvent.appendPayload(of: line.span, device: 1, inode: inode, offset: offset, to: &payload)
            writer.append(payload)
            offset += UInt64(line.count) + 1
            if writer.count == window || index == lines.count - 1 {
                let count = UInt32(writer.count)
                windows.append(BlockingShipper.Window(bytes: writer.finish(), count: count))
            }
        }
        return windows
    }
}
