// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// Why a gateway has no certificate, or no new one.
package enum EnrolmentFailure: Error, Sendable, Hashable {
    /// The station cannot be reached, or the connection to it broke.
    case unreachable(station: String, reason: String)
    /// Who answers is not the station that the token, or the authority, stands for.
    case notTheStation(station: String)
    /// The station ended the connection over what was shown to it.
    case turnedAway(station: String, reason: String)
    /// The station says no; the reason is its own text, in visible ASCII.
    case refused(String)
    /// The station's answer is not one that can be used.
    case badAnswer(String)
    /// A file cannot be read or written, or does not hold what it should.
    case file(path: String, reason: String)
    /// There is nothing to be renewed in this directory.
    case notEnrolled(directory: String)
    /// No key or request could be made.
    case crypto(CryptoError)

    /// One line for a person: what is wrong, and what to do.
    package var message: String {
        switch self {
        case .unreachable(let station, let reason):
            "\(station): \(reason); is 'collector: enrol:' of the station's configuration that port, and may this machine reach it?"
        case .notTheStation(let station):
            "\(station) is not the station that let this gateway in; check the address, and that nobody stands in between"
        case .turnedAway(let station, let reason):
            "\(station): \(reason); enrolments have a port of their own there, and a certificate that is over takes a new token"
        case .refused(let reason): "the station refuses: \(reason)"
        case .badAnswer(let reason): "the station's answer is not good: \(reason)"
        case .file(let path, let reason): "\(path): \(reason)"
        case .notEnrolled(let directory):
            "\(directory) holds no certificate; enrol first ('vedette-agent enroll --station HOST:PORT --token TOKEN')"
        case .crypto(let error): error.description
        }
    }
}
