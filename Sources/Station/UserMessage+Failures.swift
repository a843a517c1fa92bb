// SPDX-License-Identifier: Apache-2.0

package import Intake
package import Query
package import Store

extension UserMessage {
    /// What a person is told of a failure of the store.
    package init(_ failure: StoreError) {
        self.init(.environment, failure.message)
    }

    /// What a person is told of a question that could not be answered.
    package init(_ failure: QueryFailure) {
        switch failure {
        case .storage(let path, let reason):
            self.init(.environment, "\(path): \(reason).", help: "'vedette doctor' looks at the store.")
        }
    }

    /// What a person is told of a source that could not be read.
    package init(_ failure: IntakeError) {
        self.init(.environment, failure.message)
    }
}
