// SPDX-License-Identifier: Apache-2.0

package import Assets
package import Canvas
package import EVE
package import Query
package import Rules
package import UserCommands

/// Everything that the console knows. It changes only by `update`, and the screen is a pure function of it.
package struct ConsoleState: Sendable {
    // What was handed in at the start.
    /// The site's name beside the program's, may be empty.
    package var site: String
    package var keys: KeyTable
    /// The zone that `U` switches to.
    package var localZone: DisplayZone
    /// Who sits here.
    package var person = ""
    /// Whether files of the user's choice, programs and the shell are out of reach, as for accounts that are for looking only.
    package var isRestricted = false
    /// Names for `:theme`.
    package var themes: [String]

    // What the outside says.
    package var size: Size
    /// What the terminal and its theme call for; `settings.glyphs` goes before it.
    package var terminalLook: Look
    package var now: Instant
    package var ingest = IngestStatus()
    /// How the console stands with a station in another process; `nil` where it is in this one.
    package var station: StationState?
    package var extent: TimeRange?
    package var gateways: [GatewayReport] = []
    package var gatewaysFailure: String?
    package var fleet = GatewaysState()
    /// The rules of gateways' sensors.
    package var pushes = PushState()
    /// Devices that prove their state, and how far gateways could be believed.
    package var devices = DevicesState()
    /// Jobs of the anonymizer.
    package var jobs = JobsState()
    /// What stands behind addresses.
    package var assets = AssetBook.empty

    // What the user chose.
    package var settings: Settings
    package var place: Place
    package var history = PlaceHistory()
    /// Set while the screen is frozen.
    package var freeze: Freeze?

    // What the panes show.
    package var overviews = OverviewMemory()
    package var list: EventListState
    package var event: OpenEvent?
    /// The page of something, the last that was shown.
    package var page: EntityPage?
    /// The row under the cursor of the gateways pane, by name.
    package var gatewayCursor: String?
    package var rules = RulesState()
    package var inbox = InboxState()
    /// Programs of the machine that run on an event.
    package var userCommands: UserCommandsState
    /// Events that the enabled negative chips take away, and the place for which they were counted.
    package var hidden: HiddenCount?

    // What lies over the panes.
    package var menu: Menu?
    package var editor: FilterEditor?
    package var notices = NoticeLog()
    /// The rule that is being edited.
    package var ruleEditor: RuleEditorState?
    /// As the rule store has it; `nil` for one that was never saved.
    package var editedRule: Rule?
    /// Whether an event that it found lies over the editor.
    package var ruleEditorIsAside = false
    /// What was sent to be saved last.
    package var savedRuleText: String?
    package var ruleAnalysis: RuleAnalysisWish?
    package var ruleCompletion: CompletionRequest?
    /// What new rules' ids are made from: any number, which differs from start to start.
    package var ruleSeed: UInt64 = 0
    /// The lines of the report that its menu shows; `nil` until they are told.
    package var report: [String]?
    /// Keys that may become a longer binding.
    package var pendingKeys: [Key] = []

    // Questions.
    package var requests = RequestBook()
    /// Slots whose answer is older than what is stored.
    package var dirty: Set<Slot> = []
    /// When each slot was answered last.
    package var answeredAt: [Slot: Instant] = [:]
    /// A copy that waits for the raw bytes of an event.
    package var pendingCopy: CopyForm?
    /// The screen from which `ConsoleState` was started has not been asked for yet.
    package var isStarted = false

    /// The moment of freezing.
    package struct Freeze: Sendable, Hashable {
        package var since: Instant
        /// `IngestStatus.stored` then.
        package var stored: Int
    }

    /// What negative chips hide.
    package struct HiddenCount: Sendable, Hashable {
        package var filter: Filter
        package var count: Int
        package var isPartial: Bool
    }

    /// A console that has asked nothing yet: send `.tick` and `.input(.resized)` first.
    package init(
        site: String = "", keys: KeyTable = .standard, localZone: DisplayZone = .utc, themes: [String] = [],
        settings: Settings = Settings(), place: Place = Place(), size: Size = Size(columns: 80, rows: 24),
        look: Look = Look(), now: Instant = Instant(microseconds: 0), commands: [UserCommand] = []
    ) {
        self.site = site
        self.keys = keys
        self.localZone = localZone
        self.themes = themes
        self.settings = settings
        self.place = place
        self.size = size
        terminalLook = look
        self.now = now
        userCommands = UserCommandsState(commands)
        list = EventListState(wish: PageRequest())
    }

    /// The characters and textures that the screen is drawn with.
    package var look: Look {
        Look(
            glyphs: settings.glyphs ?? terminalLook.glyphs, usesTextures: terminalLook.usesTextures,
            showsPictures: terminalLook.showsPictures, cellPixels: terminalLook.cellPixels)
    }

    /// The zone of every time on the screen.
    package var zone: DisplayZone { settings.usesLocalTime ? localZone : .utc }

    package var layout: ScreenLayout { ScreenLayout(size) }

    /// The instant that ranges end at: now, or the moment of freezing.
    package var present: Instant { freeze?.since ?? now }

    /// The range that every panel of this place covers.
    package var range: TimeRange { place.period.range(now: present, extent: extent) }

    /// Whether the editor of a rule has the screen and the keys.
    package var isEditingRule: Bool { showsRuleEditor && menu == nil }

    /// Whether the editor of a rule has the screen, though a menu may have the keys.
    var showsRuleEditor: Bool { ruleEditor != nil && !ruleEditorIsAside }

    /// Whether new events change the picture.
    package var isFollowing: Bool { freeze == nil && place.period.isLive }

    /// Where keys are looked up, the innermost first.
    package var scopes: [KeyScope] {
        if editor != nil { return [.text] }
        if let menu { return menu.isTyping ? [.text] : [.menu] }
        if let ruleEditor, showsRuleEditor { return ruleEditor.scopes }
        switch place.depth {
        case .matrix: return [.matrix, .everywhere]
        case .entity:
            return focusedAxis == .buckets ? [.histogram, .entity, .everywhere] : [.entity, .everywhere]
        case .list: return [.list, .everywhere]
        case .event: return [.event, .everywhere]
        case .overview where place.pane.isOverview:
            return focusedAxis == .buckets ? [.histogram, .overview, .everywhere] : [.overview, .everywhere]
        case .overview where place.pane == .rules: return [.rules, .everywhere]
        case .overview where place.pane == .gateways: return [.gateways, .everywhere]
        case .overview where place.pane == .devices: return [.devices, .everywhere]
        case .overview where place.pane == .jobs: return [.jobs, .everywhere]
        case .overview: return [.inbox, .everywhere]
        }
    }
}
