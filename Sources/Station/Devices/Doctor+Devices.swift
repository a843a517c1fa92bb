// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Devices
internal import EVE
internal import Foundation
internal import Identifier
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
        if configuration.devices.pseudonymSeconds != nil {
            findings += pseudonyms(configuration.dataDirectory, at: SystemClock.now)
        }
        let store = AttestationStore(directory: configuration.dataDirectory)
        do throws(AttestationFailure) {
            let count = try store.devices().filter { $0.enrolment != nil }.count
            if try !store.pseudonyms(limit: 1).isEmpty,
                !IdentifierStore(directory: configuration.dataDirectory).exists
            {
                findings.append(
                    Finding(
                        subject: "pseudonyms", state: .bad,
                        found: "identifier.db is missing, and there are pseudonyms",
                        advice:
                            "Put back that of a backup: until then those of devices that are not believed any more stay good"
                    ))
            }
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

    /// Whether the identifier's key is there, and good; it is made with the first pseudonym.
    static func pseudonyms(_ directory: String, at now: Instant) -> [Finding] {
        guard FileManager.default.fileExists(atPath: directory + "/identifier/authority.pem") else { return [] }
        do throws(KeyFileError) {
            let end = try IdentifierKeys.certificate(directory: directory).notAfter
            guard now <= end else {
                return [
                    Finding(
                        subject: "pseudonyms", state: .bad,
                        found: "the certificate of the identifier's authority was over at \(end.rfc3339)",
                        advice: "Nobody believes what it signs; to have another one made: \(IdentifierKeys.help)")
                ]
            }
            return [
                Finding(
                    subject: "pseudonyms", state: .good, found: "they are issued until \(end.rfc3339)", advice: "")
            ]
        } catch {
            return [
                Finding(
                    subject: "pseudonyms", state: .bad, found: error.message,
                    advice: "Until it can be read none is issued, and those that are stay good")
            ]
        }
    }
}
