// SPDX-License-Identifier: Apache-2.0

package import Query
package import Triage

/// Why there is no report.
package enum ReportFailure: Error, Sendable, Equatable {
    case store(QueryFailure)
    case log(TriageError)

    /// The same for a person.
    package var userMessage: UserMessage {
        switch self {
        case .store(let failure): UserMessage(failure)
        case .log(let error): UserMessage(.environment, error.message + ".")
        }
    }
}
