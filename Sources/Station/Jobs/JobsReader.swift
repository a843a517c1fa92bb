// SPDX-License-Identifier: Apache-2.0

internal import Anonymizer
internal import EVE
internal import JobWork
internal import Jobs
internal import Yams

extension ConfigurationReader {
    /// What `anonymizer` says.
    func anonymizer(_ node: Node) throws(UserMessage) -> JobSettings {
        var settings = JobSettings()
        for (keyNode, value) in try mapping(node, "anonymizer") {
            let key = try string(keyNode, "a key of anonymizer")
            switch key {
            case "workers": settings.workers = try number(1...64, value, key)
            case "niceness": settings.niceness = try number(0...19, value, key)
            case "memory": settings.memoryBytes = try memory(value, key)
            case "processor-time": settings.processorSeconds = try seconds(value, key)
            case "silent-after": settings.silentSeconds = try seconds(value, key)
            case "worker": settings.worker = try wholePath(value, key)
            case "output": settings.outputFolder = try wholePath(value, key)
            case "inputs":
                for path in try strings(value, key) { settings.inputFolders.append(try wholePath(path, value, key)) }
            case "keep-inputs": settings.keepInputsSeconds = try seconds(value, key)
            case "keep-outputs": settings.keepOutputsSeconds = try seconds(value, key)
            case "watch": settings.watch = try watchFolders(value)
            default:
                throw problem(
                    keyNode, "unknown key '\(key)' in anonymizer",
                    "Known: workers, niceness, memory, processor-time, silent-after, worker, output, inputs, keep-inputs, "
                        + "keep-outputs, watch.")
            }
        }
        return settings
    }

    private func watchFolders(_ node: Node) throws(UserMessage) -> [WatchFolder] {
        guard let sequence = node.sequence else {
            throw problem(node, "watch must be a list", "Each with camera, folder and output.")
        }
        var folders: [WatchFolder] = []
        for item in sequence {
            let folder = try watchFolder(item)
            guard !folders.contains(where: { $0.folder == folder.folder }) else {
                throw problem(item, "\(folder.folder) is watched twice", "")
            }
            folders.append(folder)
        }
        // An output that lies in a watched folder would become a job, and so without an end.
        for folder in folders where folders.contains(where: { $0.folder == folder.output }) {
            throw problem(node, "\(folder.output) is watched and gets outputs", "Give another output.")
        }
        return folders
    }

    private func watchFolder(_ node: Node) throws(UserMessage) -> WatchFolder {
        var folder = WatchFolder(camera: "", folder: "", output: "")
        for (keyNode, value) in try mapping(node, "watch") {
            let key = try string(keyNode, "a key of watch")
            switch key {
            case "camera": folder.camera = try name(value, key)
            case "gateway":
                let gateway = try name(value, key)
                guard GatewayName.isValid(gateway) else {
                    throw problem(value, "'\(gateway)' is no gateway's name", "")
                }
                folder.gateway = gateway
            case "folder": folder.folder = try wholePath(value, key)
            case "output": folder.output = try wholePath(value, key)
            case "camera-mode": folder.options.camera = try word(value, key)
            case "accept-degraded": folder.options.acceptDegraded = try truth(value, key)
            case "keep-audio": folder.options.keepAudio = try truth(value, key)
            case "classes":
                var classes: Set<RegionClass> = []
                for text in try strings(value, key) {
                    guard let kind = RegionClass(rawValue: text) else {
                        throw problem(value, "classes: '\(text)' is none", Self.known(RegionClass.self))
                    }
                    classes.insert(kind)
                }
                folder.options.classes = classes
            case "last-fill": folder.options.lastFill = try word(value, key)
            case "detect-every": folder.options.detectEvery = try number(1...30, value, key)
            case "hold": folder.options.holdFrames = try number(0...120, value, key)
            case "priority": folder.priority = try number(-9...9, value, key)
            case "settle": folder.settleSeconds = try seconds(value, key)
            default:
                throw problem(
                    keyNode, "unknown key '\(key)' in watch",
                    "Known: camera, gateway, folder, output, camera-mode, accept-degraded, keep-audio, classes, last-fill, "
                        + "detect-every, hold, priority, settle.")
            }
        }
        guard !folder.camera.isEmpty, !folder.folder.isEmpty, !folder.output.isEmpty else {
            throw problem(node, "a watch needs camera, folder and output", "")
        }
        if let fault = folder.options.problem { throw problem(node, "watch of \(folder.camera): \(fault)", "") }
        return folder
    }

    // MARK: Values

    private func number(_ range: ClosedRange<Int>, _ node: Node, _ what: String) throws(UserMessage) -> Int {
        guard let number = Int(try string(node, what)), range.contains(number) else {
            throw problem(node, "\(what) is not from \(range.lowerBound) to \(range.upperBound)", "")
        }
        return number
    }

    private func memory(_ node: Node, _ what: String) throws(UserMessage) -> Int {
        let text = try string(node, what)
        let units = [("MiB", 1 << 20), ("GiB", 1 << 30)]
        guard let unit = units.first(where: { text.hasSuffix($0.0) }), let count = Int(text.dropLast(3)),
            (1...65_536).contains(count), count * unit.1 >= 256 << 20
        else { throw problem(node, "\(what): '\(text)' is no size from 256MiB on", "For example 2GiB.") }
        return count * unit.1
    }

    /// A path from the root on, without a slash at its end.
    private func wholePath(_ node: Node, _ what: String) throws(UserMessage) -> String {
        try wholePath(try string(node, what), node, what)
    }

    private func wholePath(_ text: String, _ node: Node, _ what: String) throws(UserMessage) -> String {
        var path = text
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        guard path.hasPrefix("/"), path.count > 1, path.utf8.count <= 1024 else {
            throw problem(node, "\(what): '\(path)' is no whole path", "It begins with a slash.")
        }
        return path
    }

    private func name(_ node: Node, _ what: String) throws(UserMessage) -> String {
        let text = try string(node, what)
        guard text.utf8.count <= JobSettings.nameMost, !text.unicodeScalars.contains(where: { $0.value < 0x20 }) else {
            throw problem(node, "\(what): this is no name", "Give at most \(JobSettings.nameMost) bytes.")
        }
        return text
    }

    private func truth(_ node: Node, _ what: String) throws(UserMessage) -> Bool {
        guard let wanted = node.bool else { throw problem(node, "\(what) must be true or false", "") }
        return wanted
    }

    private func word<Word: RawRepresentable<String> & CaseIterable>(
        _ node: Node, _ what: String
    ) throws(UserMessage) -> Word {
        let text = try string(node, what)
        guard let word = Word(rawValue: text) else {
            throw problem(node, "\(what): '\(text)' is none that is known", Self.known(Word.self))
        }
        return word
    }

    private static func known<Word: RawRepresentable<String> & CaseIterable>(_ type: Word.Type) -> String {
        "Known: \(type.allCases.map(\.rawValue).joined(separator: ", "))."
    }
}
