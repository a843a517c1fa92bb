// SPDX-License-Identifier: Apache-2.0

/// Something that the console wishes to be done about a device. Devices are named as `DeviceSummary.name` has them.
package enum DeviceDeed: Sendable, Hashable, Codable {
    /// Ask its TPM for a quote at once.
    case quote(device: String)
    /// Judge its newest evidence again, from what the record keeps of it.
    case recheck(device: String)
    /// Take what this evidence found as reference values, if evidence and policy are still those that the person has looked at.
    case accept(device: String, evidence: Int, policyVersion: Int, comment: String)
    /// Believe its keys no more; only a new enrolment brings it back.
    case revoke(device: String, reason: String)
}

extension DeviceDeed {
    /// Bytes of a device's name, and of a comment or a reason; the record adds to a comment what it is of.
    package static let nameLimit = 128
    package static let textLimit = 240

    package var device: String {
        switch self {
        case .quote(let device), .recheck(let device), .accept(let device, _, _, _), .revoke(let device, _): device
        }
    }

    /// What the person said of it.
    package var text: String {
        switch self {
        case .quote, .recheck: ""
        case .accept(_, _, _, let text), .revoke(_, let text): text
        }
    }
}

/// What became of it.
package enum DeviceOutcome: Sendable, Hashable, Codable {
    /// What was done, in one line.
    case done(String)
    /// Why it was not done, in one line with a way out.
    case refused(String)
}
