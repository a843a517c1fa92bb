// SPDX-License-Identifier: Apache-2.0

import Attestation
import Console
import Devices
import EVE

extension Examples {
    static let deviceDeeds: [DeviceDeed] = [
        .quote(device: "cam-1"), .recheck(device: "cam-1"),
        .accept(device: "cam-1", evidence: .max, policyVersion: 3, comment: "a \u{202E}"),
        .revoke(device: "cam-1", reason: "stolen"),
    ]

    static let deviceStates: [DeviceState] =
        [.unknown, .unattested, .trusted, .silent, .revoked]
        + Reason.allCases.flatMap { [.flagged($0), .untrusted($0)] }

    static let deviceSummaries = deviceStates.enumerated().map { index, state in
        DeviceSummary(
            name: "cam-\(index)", gateway: "gw\u{1B}", deviceClass: "b", state: state, since: instant,
            evidence: index == 0 ? nil : index, evidenceTime: instant, policyVersion: 2, resetCount: .max,
            firmware: .max,
            fault: "f")
    }

    static let deviceDetail: DeviceDetail = {
        var detail = DeviceDetail(summary: deviceSummaries[3])
        detail.checks = Check.Step.allCases.map {
            Check($0, .failed, reason: .pcrPolicy, expected: .bytes(raw), found: .text("\u{7}"))
        }
        detail.checks.append(Check(.age, .skipped, expected: .number(.max)))
        detail.registers = [.init(bank: "sha384", index: 4, found: raw, expected: [[], raw])]
        detail.events = [.init(number: 1, register: 4, type: "EV_IPL", digest: raw, text: "t\u{1B}", isKnown: false)]
        detail.keys = [.init(role: "AK", words: "w", name: raw)]
        detail.history = [.init(time: instant, state: .flagged(.rebooted), evidence: nil)]
        detail.channels = [
            .init(
                name: "c", points: [.init(time: instant, value: .infinity, missing: 3)], replays: 2, isBare: true)
        ]
        (detail.enrolledBy, detail.enrolledAt, detail.held, detail.failed) = ("ana", instant, .max, 1)
        detail.markedEvents = .max
        return detail
    }()

    static let trustHistory = TrustHistory([
        "gw-1": deviceStates.map { TrustHistory.Change(time: instant, state: $0) }, "gw-2": [],
    ])
}
