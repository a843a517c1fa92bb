// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import EVE
internal import Foundation
internal import Pushes
internal import Station

/// How a call that pushes waits for what becomes of it, and tells.
struct PushWaiting: ParsableArguments {
    @Option(
        help: ArgumentHelp("Wait so long for the gateways to be done, and tell how each stands.", valueName: "seconds"))
    var wait: Int?

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if let wait, !(0...86_400).contains(wait) {
            throw ValidationError("--wait: \(wait) is no time; give 0 to 86400 seconds.")
        }
    }

    /// Tells of a push and waits for its gateways, if that is wanted; `members` go first in the JSON.
    ///
    /// - Throws: `ExitCode` 1 where a gateway refused it or rolled it back.
    func tell(_ record: PushRecord, _ members: [(String, JSONValue)] = [], of desk: PushDesk) throws {
        let states = try wait.map { try standing(record, desk, seconds: $0) } ?? []
        var output = StandardOutput()
        if json {
            let told = states.isEmpty ? [] : [("states", JSONValue.array(states.map(\.json)))]
            try output.write(line: JSONValue.object(members + [("record", record.json)] + told).bytes)
        } else {
            try output.write(hostile: record.line)
            for line in states.flatMap(\.lines) { try output.write(hostile: line) }
        }
        try output.flush()
        if states.contains(where: { $0.state == .refused || $0.state == .rolledBack }) {
            throw ExitCode(UserMessage.Outcome.notSo.rawValue)
        }
    }

    /// The gateways of a push, once all are done with it or the time is over.
    private func standing(_ record: PushRecord, _ desk: PushDesk, seconds: Int) throws -> [GatewayRules] {
        let end = SystemClock.monotonicSeconds + Double(seconds)
        let names = Set(record.shares.map(\.gateway))
        while true {
            let all = try UserMessage.ofPushes { () throws(PushDeskFailure) in try desk.gateways(at: .now) }
            let own = all.filter { names.contains($0.gateway) }
            guard own.contains(where: { !$0.state.isFinal }), SystemClock.monotonicSeconds < end else { return own }
            Thread.sleep(forTimeInterval: 0.3)
        }
    }
}
