// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Enrolment
internal import Foundation
internal import Station
internal import Store

/// Who changes which gateways may send, at which station.
struct RegistryPerson: ParsableArguments {
    @OptionGroup var station: StationOptions

    @Option(help: ArgumentHelp("Who does it; the name of the user by default.", valueName: "name"))
    var author: String?

    var name: String { author ?? NSUserName() }
}

extension UserMessage {
    /// What a person is told where something of the registry of gateways could not be done.
    init(_ failure: RegistryFailure) {
        switch failure {
        case .refused(let refusal): self.init(.notSo, "\(refusal.message).")
        case .storage: self.init(.environment, "\(failure.message).")
        }
    }

    /// What `body` gives; its failure becomes a message.
    static func ofRegistry<Value>(_ body: () throws(RegistryFailure) -> Value) throws(UserMessage) -> Value {
        do throws(RegistryFailure) { return try body() } catch { throw UserMessage(error) }
    }
}
