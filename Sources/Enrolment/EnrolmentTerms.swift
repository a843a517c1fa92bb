// SPDX-License-Identifier: Apache-2.0

package import EVE

/// For how long certificates of gateways are good, and when another one is fetched.
package enum EnrolmentTerms {
    /// Days for which a certificate is good, from when it was asked for.
    package static let certificateDays: Int64 = 90
    /// The most certificates that a gateway is given within a day.
    package static let certificatesPerDay = 8

    /// When a certificate that is good from one time to another is to be renewed: after two thirds of it.
    package static func renewal(from start: Instant, to end: Instant) -> Instant {
        start.advanced(byMicroseconds: (end.microseconds - start.microseconds) / 3 * 2)
    }
}
