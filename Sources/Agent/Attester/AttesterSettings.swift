// SPDX-License-Identifier: Apache-2.0

internal import AttesterProtocol
package import Prover

/// The TPMs that the agent asks, as its configuration names them.
package struct AttesterSettings: Sendable, Hashable {
    /// A device behind the gateway, with a TPM of its own.
    package struct Device: Sendable, Hashable {
        package var name: String
        package var address: TPMAddress
    }

    /// The gateway's own.
    package var gateway: TPMAddress?
    /// In the order of the configuration, each name once.
    package var devices: [Device] = []
    /// The gateway's event log; `nil` for where its kernel has one.
    package var eventLog: String?
    /// What values are signed, and by whose TPM.
    package var readings: [ReadingSource] = []

    package init() {}

    /// Where Linux shows what firmware measured (Documentation/security/tpm/tpm_event_log.rst).
    static let usualLog = "/sys/kernel/security/tpm0/binary_bios_measurements"

    /// The log that goes with the gateway's quotes: the one that is named, or the kernel's where this is the kernel's TPM and it may be read.
    var gatewayLog: String? {
        if let eventLog { return eventLog }
        guard case .device = gateway, AgentFile.isReadable(Self.usualLog) else { return nil }
        return Self.usualLog
    }

    /// Takes `tpm-device`, `tpm-event-log` or `reading-source`; the answer is what is wrong with it.
    mutating func take(_ key: String, _ values: [String]) -> String? {
        switch key {
        case "tpm-event-log":
            guard let path = values.first, path.hasPrefix("/"), !path.hasSuffix("/") else {
                return "'\(values.first ?? "")' is no whole path of a file"
            }
            eventLog = path
        case "reading-source":
            for value in values {
                guard let source = ReadingSource(value) else {
                    return "'\(value)' is no source of readings; \(ReadingSource.usage)"
                }
                if source.isPseudonymous, case .demonstrator = source.kind {
                    return
                        "'\(value)' is not signed under a pseudonym: the demonstrator's bare values prove nothing under any name"
                }
                guard readings.count < ReadingSource.limit else {
                    return "there are more than \(ReadingSource.limit) sources"
                }
                readings.append(source)
            }
        default:
            for value in values { if let problem = takeDevice(value) { return problem } }
        }
        return nil
    }

    private mutating func takeDevice(_ text: String) -> String? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
        guard parts.count == 2 else {
            return "'\(text)' is no device; write NAME TPM, as in 'cam-quay-3 swtpm:path=/run/cam.sock'"
        }
        guard AttesterHello.isName(parts[0]) else {
            return
                "'\(parts[0])' is no name of a device; use up to \(AttesterHello.nameLimit) of a-z, 0-9, '.', '_' and '-'"
        }
        guard let address = TPMAddress(parts[1]) else { return "'\(parts[1])' is no TPM; \(TPMAddress.usage)" }
        guard !devices.contains(where: { $0.name == parts[0] }) else { return "the device \(parts[0]) is there twice" }
        guard devices.count < AttesterHello.deviceCount - 1 else {
            return "there are more than \(AttesterHello.deviceCount - 1) devices"
        }
        devices.append(Device(name: parts[0], address: address))
        return nil
    }

    /// The sources of a gateway's configuration whose values its TPMs sign: not those of a device with the gateway's own name, which is not asked.
    func readings(of gateway: String) -> [ReadingSource] {
        self.gateway == nil ? readings : readings.filter { $0.device != gateway }
    }

    /// What is wrong with two sources that are the same. Each of two readers of a pipe or a serial line has only a part of it; and the same values signed under a
    /// pseudonym and not tell whose it is.
    private var twice: String? {
        for (index, source) in readings.enumerated() {
            for other in readings[..<index] {
                if let path = source.path, path == other.path { return "\(path) is there twice as a reading-source" }
                if let register = source.register, register == other.register,
                    source.isPseudonymous != other.isPseudonymous
                {
                    return "\(register) is there with and without pseudonym, which would tell whose the pseudonym is"
                }
            }
        }
        return nil
    }

    /// What of the settings does not go together.
    var problem: String? {
        for source in readings {
            if let device = source.device {
                guard devices.contains(where: { $0.name == device }) else {
                    return "a reading-source is of \(device), which is no tpm-device"
                }
            } else if gateway == nil {
                return "a reading-source is there, and tpm is missing beside it"
            }
        }
        if let twice { return twice }
        return eventLog != nil && gateway == nil ? "tpm-event-log is there, and tpm is missing beside it" : nil
    }
}
