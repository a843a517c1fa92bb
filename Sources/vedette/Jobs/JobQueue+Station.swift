// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Jobs
internal import Station

extension JobQueue {
    /// The queue of a station, with its models, and the worker that lies beside this program.
    convenience init(_ configuration: StationConfiguration) {
        let models = StationModels(configuration)
        self.init(
            configuration.anonymizer, directory: configuration.dataDirectory, beside: ProgramPath.current,
            clock: { SystemClock.now }
        ) { options throws(JobFailure) in try models.selected(options) }
    }
}
