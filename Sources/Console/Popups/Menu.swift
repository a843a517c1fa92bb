// SPDX-License-Identifier: Apache-2.0

package import Anonymizer
package import Canvas
package import Pushes
package import Query
package import Triage

/// A list that lies over the panes: the palette, the help, the messages and the small menus.
package struct Menu: Sendable, Hashable {
    /// What the menu is for.
    package enum Kind: Sendable, Hashable {
        case palette, help, messages, report, time, copy, entities, chips, sort, views, archive, muteScope, muteLength,
            orderDeed, orderLength, mutings
        /// To which gateways rules go, what that changes, whether they may run fewer; mutings at sensors.
        case pushTargets, pushDifference, pushFewer, pushUndo, sensorMutePlace, sensorMuteLength, sensorMutes
        /// One check of a device, its event log, what an acceptance of its values changes, whether it is to be revoked.
        case deviceCheck, deviceLog, deviceAccept, deviceRevoke
        /// What a job is told, how it is done once more, whether it ends or its original is shown, and what it did.
        case jobForm, jobAgain, jobCancel, jobOriginal, jobReport
        /// The user's own commands; whether one may send something to the network; what it said.
        case commands, sending, output
    }

    package var kind: Kind
    /// The text that entries are searched by.
    package var search = TextField()
    /// Whether keys go into the search.
    package var isTyping: Bool
    /// The entry under the cursor, counted among those that match.
    package var index = 0
    /// How many steps back in the history of commands; 0 while nothing was taken from it.
    package var historySteps = 0
    /// Where help was called, since it shows the keys of that place.
    package var scopes: [KeyScope] = []

    package init(_ kind: Kind, scopes: [KeyScope] = []) {
        self.kind = kind
        self.scopes = scopes
        isTyping = kind == .palette
    }

    /// The name in its frame.
    package var title: String {
        switch kind {
        case .palette: "Commands"
        case .help: "Keys"
        case .messages: "Messages"
        case .report: "Report"
        case .time: "Time range"
        case .copy: "Copy"
        case .entities: "Page of"
        case .chips: "Filter chips"
        case .sort: "Sort by"
        case .archive: "Archive as"
        case .muteScope: "Mute"
        case .muteLength: "Mute for"
        case .orderDeed: "What the filter lets through shall be"
        case .orderLength: "Order for"
        case .mutings: "Mutings and orders"
        case .pushTargets: "Push the rules to"
        case .pushDifference: "What the push changes"
        case .pushFewer: "They would run fewer rules"
        case .pushUndo: "Take back your newest push or muting"
        case .sensorMutePlace: "Mute at the gateway"
        case .sensorMuteLength: "Mute at the gateway for"
        case .sensorMutes: "Mutings at gateways"
        case .deviceCheck: "Check"
        case .deviceLog: "Event log"
        case .deviceAccept: "Accept as new reference values"
        case .deviceRevoke: "Revoke the device"
        case .jobForm: "A job"
        case .jobAgain: "Do it again"
        case .jobCancel: "Cancel the job"
        case .jobOriginal: "Show the original picture"
        case .jobReport: "Report of the job"
        case .views: "Views"
        case .commands: "Run on this event"
        case .sending: "This sends a value of the event to the network"
        case .output: "Output"
        }
    }

    /// Whether it takes the full height of the screen.
    package var isTall: Bool { isSearched }

    /// Whether its rows can be searched.
    package var isSearched: Bool {
        switch kind {
        case .help, .messages, .report, .output, .pushDifference, .deviceCheck, .deviceLog, .deviceAccept, .jobReport:
            true
        default: false
        }
    }
}

/// One row of a menu.
package struct MenuEntry: Sendable, Hashable {
    /// What Enter does.
    package enum Action: Sendable, Hashable {
        case run(Invocation)
        case period(TimeRangeChoice)
        case copy(CopyForm)
        /// The text, and what it is called.
        case copyText(String, label: String)
        case page(Entity)
        case removeChip(Int)
        case sort(SortKey)
        /// Archives what is meant.
        case archive(ArchiveReason?)
        case muteScope(Suppression.Scope)
        /// In microseconds.
        case muteLength(Int64)
        /// What shall be done, by its place in `OrderDraft.deeds`.
        case orderDeed(Int)
        /// In microseconds.
        case orderLength(Int64)
        /// Ends the muting or order of this number.
        case end(Int64)
        /// Looks at what a push to these would change.
        case pushTo(PushTargets)
        /// Asks for a part of names first.
        case pushLike
        /// Pushes what is shown.
        case pushShown
        /// The same, though gateways end with fewer rules.
        case pushFewer
        /// Takes back the newest push.
        case pushUndo
        /// Accepts the values that are shown as new reference values.
        case acceptReference
        /// Revokes the device that was asked about.
        case revokeDevice
        /// Types a row of the form, or turns it to what it can be next.
        case jobField(JobField)
        case jobSubmit
        /// By these options, or by those that it had.
        case jobAgain(JobOptions?)
        case jobOtherOptions
        case jobCancel
        case jobOriginal
        /// By its place in `SensorMuteDraft.places`.
        case sensorMutePlace(Int)
        /// In microseconds.
        case sensorMuteLength(Int64)
        case endSensorMute(Int)
        /// Runs the command that waits for a yes.
        case runWaiting
        /// A heading, or nothing to be done.
        case nothing
    }

    package var label: String
    /// What it does or would give.
    package var note: String
    /// Keys that do the same, or the digit that chooses it.
    package var keys: String
    package var action: Action
    /// Why it cannot be done now.
    package var reason: String?
    package var isHeading: Bool

    package init(
        _ label: String, note: String = "", keys: String = "", action: Action, reason: String? = nil,
        isHeading: Bool = false
    ) {
        self.label = label
        self.note = note
        self.keys = keys
        self.action = action
        self.reason = reason
        self.isHeading = isHeading
    }
}

/// What `y` copies.
package enum CopyForm: Sendable, Hashable, CaseIterable {
    case field, row, raw, json

    /// Its name in the menu.
    package var label: String {
        switch self {
        case .field: "field"
        case .row: "row"
        case .raw: "raw line"
        case .json: "JSON, laid out"
        }
    }
}
