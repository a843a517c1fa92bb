// SPDX-License-Identifier: Apache-2.0

package import Attestation
internal import Devices
package import Store

extension DeviceDesk {
    /// Why something about devices was not done.
    package enum DeskFailure: Error, Sendable, Hashable {
        case store(AttestationFailure)
        /// No quote of a device's keys is kept.
        case noQuote(String)
        /// The newest quote of a device does not hold for this reason.
        case notAuthentic(String, Reason)
        case noComment
        case tooManyValues
        /// The newest evidence has other values, or the policy is another one, than the person has looked at.
        case changed(String, Int, Int)

        /// One line for a person.
        package var message: String {
            switch self {
            case .store(let failure): failure.message
            case .noQuote(let device):
                "there is no quote of \(device) whose evidence is kept; 'vedette attest quote \(device)' asks for one"
            case .notAuthentic(let device, let reason):
                "the newest quote of \(device) teaches nothing: \(reason.words)"
            case .changed(let device, let evidence, let version):
                "\(device) has evidence \(evidence) and version \(version) of its policy by now; look at it again"
            case .noComment: "a comment is wanted: why these values are good"
            case .tooManyValues:
                "a register would have more than \(DevicePolicy.valueLimit) good values; leave --add out"
            }
        }
    }

    /// Does something with the store, whose failure becomes one of the desk.
    ///
    /// - Throws: `DeskFailure.store`.
    package func ofStore<Value>(_ body: () throws(AttestationFailure) -> Value) throws(DeskFailure) -> Value {
        do throws(AttestationFailure) { return try body() } catch { throw .store(error) }
    }
}
