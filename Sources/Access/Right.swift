// SPDX-License-Identifier: Apache-2.0

/// Something that not everybody may do at a station. This is the one table of who may do what.
package enum Right: String, Sendable, Hashable, CaseIterable {
    /// See everything that is stored, and count in it.
    case look
    /// Do something about alerts: dispositions, tags, comments, mutings, standing orders.
    case triage
    /// Change the rules of the station.
    case changeRules
    /// Bring rules to the sensors of gateways.
    case pushRules
    /// Invite, rename and revoke gateways.
    case enrol
    /// Say what devices are to be like, and which are to be believed no more.
    case vouch
    /// Submit, cancel, repeat and reprioritise jobs of the anonymizer.
    case anonymize
    /// See frames as cameras took them, before anybody was taken out.
    case seeOriginals

    /// The least role that has it.
    package var least: Role {
        switch self {
        case .look: .viewer
        case .triage, .anonymize: .analyst
        case .changeRules, .pushRules: .ruleEditor
        case .enrol, .vouch, .seeOriginals: .administrator
        }
    }

    /// What it is to do, at the beginning of a sentence's end: "to change rules".
    package var told: String {
        switch self {
        case .look: "to look"
        case .triage: "to do something about alerts"
        case .changeRules: "to change rules"
        case .pushRules: "to push rules to gateways"
        case .enrol: "to invite or revoke gateways"
        case .vouch: "to accept reference values or revoke devices"
        case .anonymize: "to do something about jobs"
        case .seeOriginals: "to see original pictures"
        }
    }
}
