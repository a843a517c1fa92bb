// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Devices
internal import EVE
internal import Station
internal import Store

/// How a call waits for what the station does with a device, and tells.
struct DeviceWaiting: ParsableArguments {
    @Option(help: ArgumentHelp("Wait so long at the most for the station to do it.", valueName: "seconds"))
    var wait = 90

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard (0...3600).contains(wait) else {
            throw ValidationError("--wait: \(wait) is no time; give 0 to 3600 seconds.")
        }
    }

    /// Hands a wish to the process that listens, waits for it, and tells.
    ///
    /// - Throws: `ExitCode` 1 where it was not done; `UserMessage` where nothing came of it in time.
    func tell(_ wish: DeviceWish, to desk: DeviceDesk) throws {
        let answer = try UserMessage.ofDevices { () throws(AttestationFailure) in
            try desk.answer(to: wish, within: Double(wait))
        }
        if let answer { return try tell(answer, wish) }
        throw UserMessage(
            .environment, "nothing came of it within \(wait) s.",
            help:
                "Is a station running ('vedette serve') that gateways enrol at ('collector: enrol:')?"
        )
    }

    private func tell(_ answer: DeviceWish.Answer, _ wish: DeviceWish) throws {
        var output = StandardOutput()
        if json {
            try output.write(
                line: JSONValue.object([
                    ("device", .string(wish.device)), ("done", .bool(answer.isDone)), ("words", .string(answer.words)),
                    ("entry", answer.entry.map { .int($0) } ?? .null),
                ]).bytes)
        } else {
            let entry = answer.entry.map { " (entry \($0) of the record)" } ?? ""
            try output.write(hostile: answer.words + entry)
        }
        try output.flush()
        if !answer.isDone { throw ExitCode(UserMessage.Outcome.notSo.rawValue) }
    }
}
