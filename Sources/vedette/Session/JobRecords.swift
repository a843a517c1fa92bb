// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import Console
internal import Query

/// What a console has of the station's anonymizer jobs. Each call may read a file or wait for a worker, and is made on threads that may wait.
protocol JobRecords: Sendable {
    /// The jobs that a query asks for, without pictures, and how the queue stands.
    func board(_ query: JobQuery) throws(QueryFailure) -> JobBoard
    /// One frame. Of an original each look is recorded before the picture is handed out; whether the person has the right was asked before,
    /// where a station serves others.
    func preview(_ wish: JobPreviewWish, until cancellation: Cancellation) throws(QueryFailure) -> JobPreview
    /// Does it; what was done or why it was not, in a line.
    func perform(_ deed: JobDeed) -> JobOutcome
}
