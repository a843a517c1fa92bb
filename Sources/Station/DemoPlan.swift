// SPDX-License-Identifier: Apache-2.0

internal import Foundation
internal import Store

/// The demo from start to end: the folder's names are known at once, so that the console opens before the city is read.
package final class DemoPlan: Sendable {
    private let samples: String
    private let directory: String
    private let stop = StopFlag()

    package init(samples: String, directory: String) {
        self.samples = samples
        self.directory = directory
    }

    /// What the station will follow: a gateway for each folder of the sample logs.
    package func configuration() throws(UserMessage) -> StationConfiguration {
        try DemoCity.configuration(samples: samples, directory: directory)
    }

    /// Follows the gateways' files and begins, on a thread of its own, to write them.
    ///
    /// - Parameter configuration: `configuration()`, which may have been added to.
    package func start(_ configuration: StationConfiguration) throws(UserMessage) -> Follower {
        let follower = Follower(configuration: configuration)
        do throws(StoreError) { try follower.start() } catch { throw UserMessage(error) }
        Thread { [self] in play(into: follower) }.start()
        return follower
    }

    private func play(into follower: Follower) {
        do throws(UserMessage) {
            let city = try DemoCity(samples: samples, directory: directory, now: SystemClock.now)
            try city.writeHistory()
            city.replay(until: stop)
        } catch {
            follower.fail(error.line)
        }
    }

    package func end() { stop.set() }
}
