// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Devices
internal import Store

extension Doctor {
    /// Whose word on TPMs is believed, and whether devices that are enrolled can be asked.
    static func devices(_ configuration: StationConfiguration) -> [Finding] {
        var findings: [Finding] = []
        do {
            if let chain = try EndorsementRoots.load(configuration.devices) {
                findings.append(
                    Finding(
                        subject: "devices", state: .good,
                        found: "\(chain.roots.count) makers of TPMs are believed", advice: ""))
            }
        } catch {
            findings.append(
                Finding(
                    subject: "devices", state: .bad, found: error.message,
                    advice: "Until it can be read no device is enrolled by a maker's word; see docs/attestation.md"))
        }
        let store = AttestationStore(directory: configuration.dataDirectory)
        do throws(AttestationFailure) {
            let count = try store.devices().filter { $0.enrolment != nil }.count
            if count > 0, configuration.collector?.enrolment == nil {
                findings.append(
                    Finding(
                        subject: "devices", state: .warn,
                        found: "\(count) are enrolled, and gateways have nowhere to answer for them",
                        advice: "Say where by 'collector: enrol:'; until then they are silent"))
            }
        } catch {
            findings.append(
                Finding(
                    subject: "devices", state: .bad, found: error.message,
                    advice:
                        "Until it can be read no device is asked, and none is believed; 'vedette verify' looks closer"))
        }
        return findings
    }
}
