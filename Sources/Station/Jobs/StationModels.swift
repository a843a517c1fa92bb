// SPDX-License-Identifier: Apache-2.0

package import Anonymizer

/// The models that jobs of a station get.
package struct StationModels: Sendable {
    package init(_ configuration: StationConfiguration) {}

    /// Those that are installed and passed their tests; none is no failure.
    package func selected(_ options: JobOptions) throws(JobFailure) -> [UsedModel] { [] }
}
