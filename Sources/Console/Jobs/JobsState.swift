// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import EVE

/// What the console knows of jobs of the anonymizer.
package struct JobsState: Sendable {
    /// The jobs that were asked for, and how the queue stands; `nil` until it was read.
    package var board: JobBoard?
    /// Why it could not be read.
    package var failure: String?

    package init() {}
}
