// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Devices
internal import Query

/// What a console has of the station's devices. Each call may read a file and is made on threads that may wait.
protocol DeviceRecords: Sendable {
    /// A number that differs from the one before if anything of devices was written in between.
    func changeToken() throws(QueryFailure) -> Int64
    func summaries() throws(QueryFailure) -> [DeviceSummary]
    func detail(of name: String) throws(QueryFailure) -> DeviceDetail?
    func history() throws(QueryFailure) -> TrustHistory
    /// Does it; what was done or why it was not, in a line. It waits for the station's listening process until `isOver` says that nobody
    /// waits any more, but for some seconds at the most.
    func perform(_ deed: DeviceDeed, isOver: () -> Bool) -> DeviceOutcome
}
