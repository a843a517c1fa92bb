// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Attestation
internal import Devices
internal import EVE
internal import Query
internal import Station
internal import Store

/// `vedette attest status`: how each device stands.
struct AttestStatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Shows how each device stands, and since when.",
        discussion:
            "Worst first. A device that nobody has asked for longer than it may be silent is shown as silent, whatever it was."
    )

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let desk = DeviceDesk(try station.loadConfiguration(), person: "")
        let now = Instant.now
        let devices = try UserMessage.ofDevices { () throws(AttestationFailure) in try desk.deviceSummaries(at: now) }
        var output = StandardOutput()
        if json {
            try output.write(line: JSONValue.array(devices.map(\.json)).bytes)
        } else {
            for device in devices { try output.write(hostile: device.line(now: now)) }
        }
        try output.flush()
    }
}

/// `vedette attest show`: all of one device.
struct AttestShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Shows a device: the checks of its newest evidence, registers, keys, history.")

    @Argument(help: "The device's name.")
    var device: String

    @OptionGroup var station: StationOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let desk = DeviceDesk(try station.loadConfiguration(), person: "")
        let now = Instant.now
        let found = try UserMessage.ofDevices { () throws(AttestationFailure) in try desk.deviceDetail(device, at: now)
        }
        guard let found else {
            throw UserMessage(.notSo, "there is no device \(device).", help: "'vedette attest status' names them.")
        }
        var output = StandardOutput()
        if json {
            try output.write(line: found.json.bytes)
        } else {
            for line in found.lines(now: now) { try output.write(hostile: line) }
        }
        try output.flush()
    }
}

/// `vedette attest readings`: the signed readings of a device.
struct AttestReadingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readings", abstract: "Shows verified readings of a device, and what was refused.")

    @Argument(help: "The device's name, or a pseudonym.")
    var device: String

    @OptionGroup var station: StationOptions

    @OptionGroup var span: SpanOptions

    @Option(help: ArgumentHelp("The newest so many.", valueName: "count"))
    var limit = 100

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (1...100_000).contains(limit) else { throw ValidationError("--limit: give 1 to 100000.") }
    }

    func run() throws {
        let store = DeviceDesk(try station.loadConfiguration(), person: "").store
        let range = try span.parseRange(now: .now)
        let readings = try UserMessage.ofDevices { () throws(AttestationFailure) in
            try store.readings(of: device, since: range.start, before: range.end, limit: limit)
        }
        let refused = try UserMessage.ofDevices { () throws(AttestationFailure) in
            try store.refusedReadings(of: device)
        }
        var output = StandardOutput()
        if json {
            let counts = refused.map { one in
                JSONValue.object([
                    ("reason", .string(one.reason)), ("count", .int(one.count)), ("last", .string(one.last.rfc3339)),
                ])
            }
            try output.write(
                line: JSONValue.object([
                    ("readings", .array(readings.map(\.json))), ("refused", .array(counts)),
                ]).bytes)
        } else {
            for reading in readings { try output.write(hostile: reading.line) }
            for one in refused {
                try output.write(hostile: "refused \(one.count): \(one.reason), last at \(one.last.rfc3339)")
            }
        }
        try output.flush()
    }
}

extension StoredReading {
    fileprivate var json: JSONValue {
        .object([
            ("number", .int(number)), ("time", .string(time.rfc3339)),
            ("boot", boot.map { .string(String($0)) } ?? .null),
            ("sequence", sequence.map { .string(String($0)) } ?? .null), ("channel", .string(channel)),
            ("value", value.map { .double($0) } ?? .null), ("missing", .int(missing)),
            ("verdict", .string(verdict.rawValue)), ("reason", .string(reason.rawValue)),
        ])
    }

    fileprivate var line: String {
        let place = boot.map { "start \($0), reading \(sequence ?? 0)" } ?? "bare value"
        let value = self.value.map { " = \($0)" } ?? ""
        let gap = missing > 0 ? "; \(missing) missing before it" : ""
        return "\(time.rfc3339) \(channel)\(value) (\(place)) \(verdict.rawValue): \(reason.rawValue)\(gap)"
    }
}
