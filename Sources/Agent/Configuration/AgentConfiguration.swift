// SPDX-License-Identifier: Apache-2.0

package import Crypto
package import Enrolment
internal import Prover

/// What the agent is told: docs/agent.md lists it for people.
package struct AgentConfiguration: Sendable, Hashable {
    /// What goes first when the uplink is back.
    package enum Order: String, Sendable, Hashable, CaseIterable {
        case oldestFirst = "oldest-first"
        case newestFirst = "newest-first"
    }

    /// In order of preference, one at least.
    package var stations: [StationAddress]
    /// The files that Suricata writes, one at least.
    package var logs: [String]
    /// The folder of the key, the certificates, the bookmarks, the spool and the state.
    package var state = Self.usualState
    /// Where the TPM is, of a key that lies in one.
    package var tpm = TCTI.usual
    /// The most events of a window, `1...2048`.
    package var batchEvents = 2048
    /// zlib's level, `1...9`, or 0 for none.
    package var compression = 3
    /// The most bytes a second that are sent, before TLS; 0 for as many as it takes.
    package var bandwidth = 0
    /// The most bytes that the spool has on the disk, from 16 MiB on.
    package var spoolBytes = 256 << 20
    package var order = Order.oldestFirst
    /// The Suricata to ask, and perhaps to change; `nil` where none was named.
    package var sensor: SensorSettings?
    /// The TPMs to ask; `nil` where none was named.
    package var attester: AttesterSettings?
    /// The cameras whose clips are processed here; `nil` where none was named.
    package var cameras: CameraKeys?

    /// What lies where.
    package var folder: AgentFolder { AgentFolder(state, tpm: tpm) }

    package static let usualPath = "/etc/vedette/agent.yaml"
    package static let usualState = "/var/lib/vedette-agent"
    /// The most bytes of a file of configuration.
    static let fileLimit = 64 << 10
    private static let known =
        "stations, logs, state, tpm, batch-events, compression, bandwidth, spool, order, "
        + "tpm-device, tpm-event-log, reading-source, "
        + (SensorSettings.Key.allCases.map(\.rawValue) + CameraKeys.Key.allCases.map(\.rawValue)).joined(
            separator: ", ")

    package init(stations: [StationAddress], logs: [String]) {
        self.stations = stations
        self.logs = logs
    }

    /// What the file `path` says.
    package static func read(_ path: String) throws(AgentProblem) -> AgentConfiguration {
        guard let bytes = try AgentFile.read(path, limit: fileLimit) else {
            throw AgentProblem(.environment, "\(path): there is no such file; write it, or name another with --config")
        }
        return try AgentConfiguration(String(decoding: bytes, as: UTF8.self), path: path)
    }

    /// What `text` says; `path` is named in messages.
    package init(_ text: String, path: String) throws(AgentProblem) {
        self.init(stations: [], logs: [])
        let settings: SettingsText
        do {
            settings = try SettingsText(text)
        } catch {
            throw AgentProblem(.wrongUse, "\(path):\(error.line): \(error.what)")
        }
        for entry in settings.entries {
            if let problem = take(entry) { throw AgentProblem(.wrongUse, "\(path):\(entry.line): \(problem)") }
        }
        if stations.isEmpty {
            throw AgentProblem(
                .wrongUse, "\(path): no station is named; write 'stations:' and below it '  - HOST:PORT'")
        }
        if logs.isEmpty {
            throw AgentProblem(
                .wrongUse, "\(path): no log is named; write 'logs:' and below it '  - /var/log/suricata/eve.json'")
        }
        if let problem = sensor?.problem ?? attester?.problem ?? cameras?.problem {
            throw AgentProblem(.wrongUse, "\(path): \(problem)")
        }
    }

    /// Takes a setting; the answer is what is wrong with it.
    private mutating func take(_ entry: SettingsText.Entry) -> String? {
        let isListed = ["stations", "logs", "tpm-device", "reading-source", "camera"].contains(entry.key)
        guard isListed || !entry.isList, let value = entry.values.first else {
            return "'\(entry.key)' has one value, behind the colon"
        }
        switch entry.key {
        case "stations":
            for text in entry.values {
                guard let station = StationAddress(text) else {
                    return "'\(text)' is no station; write HOST:PORT, for IPv6 [ADDRESS]:PORT"
                }
                guard !stations.contains(station) else { return "the station \(station) is there twice" }
                stations.append(station)
            }
        case "logs":
            for path in entry.values {
                guard path.hasPrefix("/"), !path.hasSuffix("/") else { return "'\(path)' is no whole path of a file" }
                guard !logs.contains(path) else { return "'\(path)' is there twice" }
                logs.append(path)
            }
        case "state":
            guard value.hasPrefix("/") else { return "'\(value)' is no whole path of a folder" }
            state = value
        case "tpm":
            guard let tcti = TCTI(value) else {
                return
                    "'\(value)' is no way to a TPM; write device:/dev/tpmrm0, or another of \(TCTI.kinds.joined(separator: ", "))"
            }
            tpm = tcti
            // Of another kind it may hold the key, and is not asked for anything else.
            if let address = TPMAddress(value) {
                var settings = attester ?? AttesterSettings()
                settings.gateway = address
                attester = settings
            }
        case "batch-events": return take(entry, 1...2048, into: &batchEvents)
        case "compression": return take(entry, 0...9, into: &compression)
        case "bandwidth": return take(entry, 0...(1 << 40), into: &bandwidth)
        case "spool": return take(entry, (16 << 20)...(1 << 50), into: &spoolBytes)
        case "order":
            guard let order = Order(rawValue: value) else {
                return "'\(value)' is no order; write oldest-first or newest-first"
            }
            self.order = order
        case "tpm-device", "tpm-event-log", "reading-source":
            var settings = attester ?? AttesterSettings()
            defer { attester = settings }
            return settings.take(entry.key, entry.values)
        default:
            if let key = CameraKeys.Key(rawValue: entry.key) {
                var settings = cameras ?? CameraKeys()
                defer { cameras = settings }
                return settings.take(key, entry.values, number: Self.number)
            }
            guard let key = SensorSettings.Key(rawValue: entry.key) else {
                return "unknown key '\(entry.key)'; known: \(Self.known)"
            }
            var settings = sensor ?? SensorSettings()
            defer { sensor = settings }
            return settings.take(key, value)
        }
        return nil
    }

    private func take(_ entry: SettingsText.Entry, _ range: ClosedRange<Int>, into number: inout Int) -> String? {
        guard let text = entry.values.first, let value = Self.number(text), range.contains(value) else {
            return "'\(entry.key)' is a whole number of \(range.lowerBound) to \(range.upperBound), as in 4096 or 64M"
        }
        number = value
        return nil
    }

    /// A whole number, with `k`, `M` or `G` behind it for that many times 1024, 1024² or 1024³.
    private static func number(_ text: String) -> Int? {
        var digits = Substring(text)
        var shift = 0
        switch digits.last {
        case "k": shift = 10
        case "M": shift = 20
        case "G": shift = 30
        default: break
        }
        if shift > 0 { digits.removeLast() }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(digits) else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: 1 << shift)
        return overflow ? nil : product
    }
}
