// SPDX-License-Identifier: Apache-2.0

internal import Console
internal import Dispatch
internal import Station

/// Does what the console wishes to be done about devices, on threads of its own; a device that is slow to answer holds up no other deed.
final class DeviceRunner: Sendable {
    private let records: any DeviceRecords
    private let inbox: Inbox
    private let ending = StopFlag()
    private let under = DispatchGroup()
    private let decisions = DispatchQueue(label: "vedette.devices")
    private let quotes = DispatchQueue(label: "vedette.devices.quotes", attributes: .concurrent)
    /// Quotes that are waited for at once.
    private let places = DispatchSemaphore(value: 4)

    init(records: any DeviceRecords, inbox: Inbox) {
        self.records = records
        self.inbox = inbox
    }

    func perform(_ deed: DeviceDeed) {
        guard case .quote = deed else {
            return decisions.async(group: under) { [self] in tell(deed) }
        }
        quotes.async(group: under) { [self] in
            places.wait()
            defer { places.signal() }
            tell(deed)
        }
    }

    private func tell(_ deed: DeviceDeed) {
        inbox.send(.device(records.perform(deed) { ending.isSet }))
    }

    /// Waits until everything that was decided is done: leaving the console must not lose a deed. What devices answer is not waited for.
    func end() {
        ending.set()
        under.wait()
    }
}
