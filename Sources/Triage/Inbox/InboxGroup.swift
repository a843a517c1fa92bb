// SPDX-License-Identifier: Apache-2.0

package import Assets
package import EVE
internal import Query

/// Alerts that belong together.
package struct InboxGroup: Hashable, Sendable, Codable {
    /// What makes it one group; `nil` is what the grouping does not look at, an absent address `.some(nil)`.
    package struct Key: Hashable, Sendable, Codable {
        package var subject: Subject?
        package var source: IPAddress??
        package var destination: IPAddress??
        package var gateway: String?

        package init(
            subject: Subject? = nil, source: IPAddress?? = nil, destination: IPAddress?? = nil, gateway: String? = nil
        ) {
            self.subject = subject
            self.source = source
            self.destination = destination
            self.gateway = gateway
        }
    }

    /// What alerts are about.
    package enum Subject: Hashable, Sendable, Codable {
        /// A signature, by generator and number.
        case signature(generator: UInt32, number: UInt32)
        /// A rule, by its id.
        case rule(String)
    }

    /// Some different values, of which the first few are told.
    package struct Values<Value: Hashable & Sendable & Codable>: Hashable, Sendable, Codable {
        package private(set) var first: [Value] = []
        /// How many there are; with `isMore` there are more than were remembered.
        package private(set) var count = 0
        package private(set) var isMore = false
        /// Those behind the first few; most groups have none.
        private var others: Set<Value> = []

        /// Whoever is told of the values in another process adds none, and so is not told of the others.
        private enum CodingKeys: CodingKey {
            case first, count, isMore
        }

        /// How many values are told apart.
        package static var limit: Int { 1000 }

        package init() {}

        /// Takes one more value.
        package mutating func add(_ value: Value) {
            guard !first.contains(value) else { return }
            if first.count < 3 {
                first.append(value)
            } else {
                guard !others.contains(value) else { return }
                guard count < Self.limit else {
                    isMore = true
                    return
                }
                others.insert(value)
            }
            count += 1
        }
    }

    package var key: Key
    /// The text of the signature or the title of the rule, as the last alert has it; hostile.
    package var title: String
    /// How many different signatures and rules it is about.
    package var subjects = Values<Subject>()
    /// That of its most urgent alert.
    package private(set) var urgency: Urgency
    /// What it would be if there were no assets.
    package private(set) var plainUrgency: Urgency
    private var raiser: RaisingAsset?
    package var count = 0
    /// Of these, how many are acknowledged and escalated.
    package var acknowledged = 0
    package var escalated = 0
    package var first: Instant
    package var last: Instant
    package var newest: AlertID
    package var sources = Values<IPAddress>()
    package var destinations = Values<IPAddress>()
    package var ports = Values<UInt16>()
    package var gateways = Values<String>()
    /// Who looks after some of it, and what it was tagged with; hostile.
    package var assignees = Values<String>()
    package var tags = Values<String>()
    /// Alerts by parts of the range, the oldest first.
    package var series: [Int]

    /// An asset for whose sake a group is more urgent.
    package struct RaisingAsset: Hashable, Sendable, Codable {
        package var name: String
        package var criticality: Criticality

        package init(_ asset: Asset) {
            name = asset.name
            criticality = asset.criticality
        }

        /// The more critical first, and of these the first by name.
        fileprivate func precedes(_ other: RaisingAsset) -> Bool {
            criticality == other.criticality ? name < other.name : criticality > other.criticality
        }
    }

    /// A group of one alert's key, before any alert.
    package init(key: Key, title: String, urgency: Urgency, at time: Instant, _ alert: AlertID, cells: Int) {
        self.key = key
        self.title = title
        self.urgency = urgency
        plainUrgency = urgency
        first = time
        last = time
        newest = alert
        series = Array(repeating: 0, count: cells)
    }

    /// The asset to which its urgency is owed; `nil` where the group would be as urgent without any.
    package var raisedBy: RaisingAsset? { urgency > plainUrgency ? raiser : nil }

    /// Takes up how urgent an alert is by its severity or level, and for the sake of which asset it is more so.
    package mutating func take(_ plain: Urgency, raisedBy asset: Asset?) {
        plainUrgency = max(plainUrgency, plain)
        let raised = plain.raised(by: asset?.criticality)
        if let asset, raised > plain {
            let raiser = RaisingAsset(asset)
            if raised > urgency || self.raiser.map(raiser.precedes) ?? true, raised >= urgency { self.raiser = raiser }
        }
        urgency = max(urgency, raised)
    }

    /// Whether it comes before `other`. Two groups never are equal in this: their keys decide at last.
    package func precedes(_ other: InboxGroup, by order: InboxRequest.Order) -> Bool {
        switch order {
        case .urgency where urgency != other.urgency: return urgency > other.urgency
        case .count where count != other.count: return count > other.count
        default: break
        }
        return last == other.last ? newest < other.newest : last > other.last
    }
}

/// What the inbox holds.
package struct InboxPage: Hashable, Sendable, Codable {
    /// The first groups, in the order that was asked for.
    package var groups: [InboxGroup] = []
    package var groupCount = 0
    /// Alerts of Suricata and matches of rules in all groups.
    package var alerts = 0
    package var matches = 0
    /// How many of the filter have another disposition, and how many are muted.
    package var others = 0
    package var muted = 0
    /// How many of the filter, shown or not, were archived as true positives.
    package var truePositives = 0
    /// Whether not everything was looked at, so that numbers are lower bounds.
    package var isPartial = false
    /// The number of the newest action that the standings know.
    package var token: Int64 = 0

    package init() {}
}
