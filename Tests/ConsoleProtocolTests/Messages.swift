// SPDX-License-Identifier: Apache-2.0

import Access
import Anonymizer
import Assets
import Console
import ConsoleProtocol
import Query
import Rules

/// Every case of `StationMessage`, as `QuestionKind` has those of `Question`.
enum MessageKind: CaseIterable {
    case storeChanged, answered, soFar, failed, ingest, notice, rule, triage, ruleEditors, rulesChanged, assets, push,
        device, job
}

extension StationMessage {
    var kind: MessageKind {
        switch self {
        case .storeChanged: .storeChanged
        case .answered: .answered
        case .soFar: .soFar
        case .failed: .failed
        case .ingest: .ingest
        case .notice: .notice
        case .rule: .rule
        case .triage: .triage
        case .ruleEditors: .ruleEditors
        case .rulesChanged: .rulesChanged
        case .assets: .assets
        case .push: .push
        case .device: .device
        case .job: .job
        }
    }
}

extension Examples {
    static let id = RequestID(rawValue: .max)

    /// At least one for each case, and one for each answer.
    static let messages: [StationMessage] =
        [
            .storeChanged(token: .min), .soFar(id, .gateways([]), reached: instant),
            .soFar(id, .gateways([]), reached: nil), .failed(id, .storage(path: "/a", reason: "b")), .ingest(status),
            .ingest(IngestStatus()), .notice(Notice(.done, "")), .notice(Notice(.error, "\u{1B}")),
            .notice(Notice(.remark, "r")), .rule(.done(rule)), .rule(.refused("no")),
            .rule(.conflict(text: "t", revision: 2, author: "bob")), .triage(.done(records[0])),
            .triage(.doneAgain(records[0])), .triage(.nothing("n")), .triage(.refused("r")), .rulesChanged,
            .push(.done(pushRecord)), .push(.refused("r")), .device(.done("d")),
            .device(.refused("r")), .job(.done(.max, "d")), .job(.refused("r")),
            .ruleEditors([EditingMark(rule: "r", person: "bob", since: instant, seen: instant)]), .assets(.empty),
            .assets(assets),
        ] + answers.map { .answered(id, $0) }

    static let stationFrames: [StationFrame] =
        [
            .welcome(Welcome(program: "vedette 1", person: "ana", role: .ruleEditor, station: "City")),
            .refused("members of the group soc may"),
        ] + messages.map { .message($0) }

    static let consoleFrames: [ConsoleFrame] =
        [
            .hello(version: 1, program: "vedette 1"), .cancel(id), .editingRule(nil), .editingRule("5af1"),
        ] + questions.map { .ask(id, $0) } + deeds.map { .changeRule($0) } + wishes.map { .triage($0) }
        + pushDeeds.map { .push($0) } + deviceDeeds.map { .device($0) } + jobDeeds.map { .job($0) }

    static let status = IngestStatus(
        rate: .infinity, stored: 1, drops: 2, rejected: 3,
        gateways: GatewayState.allCases.map {
            IngestStatus.Gateway(
                name: "g", rate: -.infinity, lag: -1, lastEvent: instant, state: $0, connections: 2, address: "10.0.0.1"
            )
        }, isCatchingUp: true, heard: instant, devices: DeviceTally(deviceSummaries, changes: .min),
        jobs: jobBoard)

    static let assets: AssetBook = {
        var pump = Asset("pump")
        pump.networks = [network]
        pump.macs = [made(MACAddress("02:42:ac:11:00:02"))]
        (pump.groups, pump.criticality, pump.note) = (["a", "b"], .high, "n")
        return AssetBook([pump, Asset("\u{202E}")])
    }()
}
