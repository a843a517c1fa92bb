// SPDX-License-Identifier: Apache-2.0

/// Where a binding holds. A key is looked up in the innermost scope first.
package enum KeyScope: String, CaseIterable, Sendable, Hashable {
    /// A histogram with the focus.
    case histogram
    /// The two overviews.
    case overview
    /// The matrix of signatures and gateways.
    case matrix
    /// The page of an address, a name, a device, a signature, a gateway or another value.
    case entity
    /// The list of events.
    case list
    /// One event.
    case event
    /// The rules pane.
    case rules
    /// The inbox.
    case inbox
    /// The gateways pane.
    case gateways
    /// The devices pane.
    case devices
    /// The jobs pane.
    case jobs
    /// Everywhere but in menus and text fields.
    case everywhere
    /// A menu, the help, the messages.
    case menu
    /// A text field: the palette, the filter, a custom time.
    case text
    /// The editor of a rule, whatever has the focus there; what is no key of it is text.
    case ruleEditor
    /// The hits below the editor, with the focus.
    case ruleHits
    /// The difference to the saved text.
    case ruleDifference

    /// What help calls it.
    package var title: String {
        switch self {
        case .histogram: "Histogram"
        case .overview: "Overview"
        case .matrix: "Matrix"
        case .entity: "Page"
        case .list: "Event list"
        case .event: "Event"
        case .rules: "Rules"
        case .inbox: "Inbox"
        case .gateways: "Gateways"
        case .devices: "Devices"
        case .jobs: "Jobs"
        case .everywhere: "Everywhere"
        case .menu: "Menus"
        case .text: "Text fields"
        case .ruleEditor: "Rule editor"
        case .ruleHits: "Hits of a dry run"
        case .ruleDifference: "Difference of a rule"
        }
    }
}
