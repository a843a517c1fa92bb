// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
internal import Models

/// The models that jobs of a station get.
package struct StationModels: Sendable {
    private let folder: ModelFolder

    package init(_ configuration: StationConfiguration) {
        folder = ModelFolder(directory: configuration.dataDirectory)
    }

    /// All that are installed; none is no failure.
    ///
    /// - Throws: `.model` where one of them cannot be used: no job goes on with the others alone.
    package func selected(_ options: JobOptions) throws(JobFailure) -> [UsedModel] {
        do throws(ModelProblem) { return try folder.selected() } catch {
            throw JobFailure(
                .model,
                "\(error.line); 'vedette models verify' and 'selftest' look closer, 'vedette models remove' lets jobs go on without it"
            )
        }
    }
}
