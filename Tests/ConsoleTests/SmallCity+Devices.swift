// SPDX-License-Identifier: Apache-2.0

import Attestation
import Devices
import EVE
import Query

@testable import Console

extension SmallCity {
    private static func ago(seconds: Int64) -> Instant { now.advanced(byMicroseconds: -seconds * 1_000_000) }

    private static func ago(days: Int64) -> Instant { ago(seconds: days * 86_400) }

    /// One of every state, and some that are trusted; the harbour's gateway could not be believed for the last hours.
    mutating func addDevices() {
        devices = [
            summary("gw-school-5", .unattested, since: 900_000, gateway: "gw-school-5"),
            summary("cam-quay-3", .untrusted(.pcrPolicy), since: 2_344, evidence: 20_391, kind: "camera B"),
            summary("gw-harbour", .untrusted(.akUnknown), since: 10_000, evidence: 20_117, gateway: "gw-harbour"),
            summary("gw-bridge-west", .silent, since: 7_500, evidence: 20_100, gateway: "gw-bridge-west"),
            summary("cam-tram-7", .flagged(.rebooted), since: 90_000, evidence: 20_402, kind: "camera B"),
            summary("air-market-2", .unknown, since: 80_000, gateway: "gw-market"),
            summary("cam-old-1", .revoked, since: 800_000, evidence: 11_004, kind: "camera A"),
            summary("gw-market", .trusted, since: 2_000_000, evidence: 20_418, gateway: "gw-market"),
            summary("plc-pump-2", .trusted, since: 1_000_000, evidence: 20_417, kind: "pump", gateway: "gw-market"),
        ]
        devices[3].fault = "the TPM does not answer (0x000b0008)"
        trust = TrustHistory([
            "gw-harbour": [
                .init(time: Self.ago(days: 20), state: .trusted),
                .init(time: Self.ago(seconds: 10_000), state: .untrusted(.akUnknown)),
            ],
            "gw-market": [
                .init(time: Self.ago(days: 20), state: .unattested), .init(time: Self.ago(days: 19), state: .trusted),
            ],
        ])
        judge()
    }

    /// Says of every event how far its gateway could be believed at its time.
    mutating func judge() {
        for index in events.indices {
            events[index].trust = trust.state(of: events[index].row.gateway, at: events[index].row.time)
        }
    }

    private func summary(
        _ name: String, _ state: DeviceState, since seconds: Int64, evidence: Int? = nil, kind: String = "",
        gateway: String = "gw-harbour"
    ) -> DeviceSummary {
        DeviceSummary(
            name: name, gateway: gateway, deviceClass: kind, state: state, since: Self.ago(seconds: seconds),
            evidence: evidence, evidenceTime: evidence.map { Self.ago(seconds: Int64(20_440 - $0)) },
            policyVersion: evidence == nil ? 0 : 7, resetCount: evidence == nil ? nil : 42,
            firmware: evidence == nil ? nil : 0x0002_0001_0007_0000)
    }

    /// All that is known of a device.
    func detail(of name: String) -> DeviceDetail? {
        guard let summary = devices.first(where: { $0.name == name }) else { return nil }
        guard summary.evidence != nil else { return DeviceDetail(summary: summary) }
        var detail = DeviceDetail(summary: summary, checks: Self.checks(summary.state))
        let hasChanged = summary.state == .untrusted(.pcrPolicy)
        detail.registers = [0, 1, 2, 3, 4, 5, 7, 9].map { index in
            let value = [UInt8](repeating: UInt8(0x10 + index), count: 32)
            let found = [UInt8](repeating: 0xD8, count: 32)
            return .init(
                bank: "sha256", index: index, found: hasChanged && index == 4 ? found : value,
                expected: index == 9 ? [] : [value])
        }
        detail.events = (1...14).map { number in
            let isKnown = number < 12 || !hasChanged
            return .init(
                number: number, register: number < 9 ? 0 : 4, type: number == 9 ? "EV_EFI_ACTION" : "EV_IPL",
                digest: [UInt8](repeating: UInt8(number), count: 32),
                text: number == 9 ? "Calling EFI Application from Boot Option" : nil, isKnown: isKnown)
        }
        detail.keys = [
            .init(role: "EK", words: "P-384, pinned chain", name: [1]),
            .init(role: "AK", words: "P-256, restricted", name: [2]),
            .init(role: "sensor", words: "P-256, certified by the AK", name: [3]),
            .init(role: "channel", words: "certificate, 58 d left", name: [4]),
        ]
        detail.history = [
            .init(time: Self.ago(days: 25), state: .unattested, evidence: nil),
            .init(time: Self.ago(days: 24), state: .trusted, evidence: 11),
            .init(time: Self.ago(days: 14), state: .flagged(.rebooted), evidence: 9_001),
            .init(time: Self.ago(seconds: 14 * 86_400 - 240), state: .trusted, evidence: 9_005),
            .init(time: summary.since, state: summary.state, evidence: summary.evidence),
        ]
        detail.channels = Self.channels(summary)
        (detail.enrolledBy, detail.enrolledAt) = ("ada", Self.ago(days: 25))
        (detail.held, detail.failed) = (378_118, summary.state == .trusted ? 0 : 3)
        detail.unbrokenTo = name == "cam-old-1" ? nil : 20_391
        if summary.state.marksEvents, summary.isGateway { detail.markedEvents = 1_128 }
        if let hostileText { spoil(&detail, hostileText) }
        return detail
    }

    private func spoil(_ detail: inout DeviceDetail, _ text: String) {
        detail.enrolledBy = text
        detail.enrolledAt = Instant(microseconds: .min)
        detail.keys = [.init(role: text, words: text, name: [])]
        detail.checks = detail.checks.map {
            Check($0.step, $0.outcome, reason: $0.reason, expected: .text(text), found: .text(text))
        }
        for index in detail.events.indices {
            detail.events[index].text = text
            detail.events[index].type = text
        }
        for index in detail.channels.indices {
            detail.channels[index].name = text
            detail.channels[index].points[0].value = .nan
            detail.channels[index].points[1].value = .infinity
            detail.channels[index].replays = .max
        }
    }

    private static func checks(_ state: DeviceState) -> [Check] {
        let key: [UInt8] = Array(repeating: 0x9F, count: 34)
        var checks = [
            Check(.key, .passed, expected: .bytes(key), found: .bytes(key)), Check(.keyQuality, .passed),
            Check(.signature, .passed, expected: .text("ECDSA P-256 SHA-256"), found: .text("ECDSA P-256 SHA-256")),
            Check(.structure, .passed),
            Check(.nonce, .passed, expected: .bytes([0x9F, 0x31]), found: .bytes([0x9F, 0x31])),
        ]
        if state == .untrusted(.akUnknown) {
            checks[0] = Check(.key, .failed, reason: .akUnknown, expected: .bytes(key), found: .bytes([0xAB]))
            return [checks[0]]
        }
        checks += [
            Check(.age, .passed, expected: .number(120), found: .number(1)), Check(.signer, .passed),
            Check(.selection, .passed), Check(.values, .passed), Check(.digest, .passed),
            Check(
                .counters, state == .flagged(.rebooted) ? .flagged : .passed,
                reason: state == .flagged(.rebooted) ? .rebooted : nil, expected: .number(41), found: .number(42)),
            Check(.eventLog, .passed),
            state == .untrusted(.pcrPolicy)
                ? Check(
                    .reference, .failed, reason: .pcrPolicy, expected: .bytes(Array(repeating: 0x14, count: 32)),
                    found: .bytes(Array(repeating: 0xD8, count: 32)))
                : Check(.reference, .passed),
        ]
        if state != .untrusted(.pcrPolicy) { checks.append(Check(.clock, .skipped)) }
        return checks
    }

    private static func channels(_ summary: DeviceSummary) -> [DeviceDetail.Channel] {
        guard summary.deviceClass == "camera B" || summary.deviceClass == "pump" else { return [] }
        let points: [DeviceDetail.Channel.Point] = (0..<72).map { (index: Int) -> DeviceDetail.Channel.Point in
            let wave = Double(index * index % 37)
            let time = ago(seconds: Int64(72 - index) * 60)
            return DeviceDetail.Channel.Point(time: time, value: 12 + wave / 6, missing: index == 60 ? 3 : 0)
        }
        return [.init(name: "celsius", points: points, replays: 1, isBare: false)]
    }

    /// Where the station counts them.
    var deviceTally: DeviceTally? { devices.isEmpty ? nil : DeviceTally(devices, changes: 1) }
}
