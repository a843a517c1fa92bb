// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Models

/// The models that jobs of a station get.
package struct StationModels: Sendable {
    private let folder: ModelFolder

    package init(_ configuration: StationConfiguration) {
        folder = ModelFolder(directory: configuration.dataDirectory)
    }

    /// Those that are installed and passed their tests; none is no failure.
    package func selected(_ options: JobOptions) throws(JobFailure) -> [UsedModel] {
        do throws(ModelProblem) { return try folder.selected() } catch {
            throw JobFailure(.model, error.line)
        }
    }
}
