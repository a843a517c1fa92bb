// SPDX-License-Identifier: Apache-2.0

package import Cameras

/// The cameras beside the gateway whose clips are processed before they leave it, as its configuration names them.
package struct CameraKeys: Sendable, Hashable {
    /// The keys of the configuration.
    package enum Key: String, Sendable, CaseIterable {
        case camera
        case program = "anonymizer-program"
        case models = "anonymizer-models"
        case workers = "anonymizer-workers"
        case memory = "anonymizer-memory"
        case keepInputs = "anonymizer-keep-inputs"
        case keepOutputs = "anonymizer-keep-outputs"
    }

    package var cameras: [WatchedCamera] = []
    /// The program that looks after them and processes their clips.
    package var program = "/usr/bin/vedette-anonymizer"
    /// The folder of models; `nil` for none.
    package var models: String?
    /// Jobs at once; `nil` for one for each two processors.
    package var workers: Int?
    /// Bytes of memory that a worker may have of its own.
    package var memory: Int?
    /// Seconds after success for which inputs and outputs are kept; `nil` for ever.
    package var keepInputs: Int?
    package var keepOutputs: Int?

    package init() {}

    /// Takes a setting; the answer is what is wrong with it.
    ///
    /// - Parameter number: a whole number of a text, with `k`, `M` or `G`.
    mutating func take(_ key: Key, _ values: [String], number: (String) -> Int?) -> String? {
        let value = values.first ?? ""
        switch key {
        case .camera:
            for text in values {
                do throws(WatchedCamera.Problem) { cameras.append(try WatchedCamera(text)) } catch { return error.line }
            }
        case .program, .models:
            guard value.hasPrefix("/"), !value.hasSuffix("/") else { return "'\(value)' is no whole path" }
            if key == .program { program = value } else { models = value }
        case .workers:
            guard let count = number(value), (1...64).contains(count) else {
                return "'\(key.rawValue)' is a whole number of 1 to 64"
            }
            workers = count
        case .memory:
            guard let bytes = number(value), ((64 << 20)...(1 << 40)).contains(bytes) else {
                return "'\(key.rawValue)' is a number of bytes from 64M on, as in 1G"
            }
            memory = bytes
        case .keepInputs, .keepOutputs:
            guard let seconds = Self.seconds(value) else {
                return "'\(key.rawValue)' is a span of time, as in 90m, 24h or 30d"
            }
            if key == .keepInputs { keepInputs = seconds } else { keepOutputs = seconds }
        }
        return nil
    }

    /// A span of at most ten years.
    private static func seconds(_ text: String) -> Int? {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let digits = text.dropLast()
        guard let last = text.last, let unit = units[last], (1...9).contains(digits.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(digits),
            count * unit <= 3660 * 86_400
        else { return nil }
        return count * unit
    }

    /// What of the settings does not go together.
    var problem: String? {
        cameras.isEmpty
            ? "a key of the anonymizer is there, and camera is missing beside it" : WatchedCamera.problem(cameras)
    }

    /// The words behind the program's name.
    func arguments(_ folder: AgentFolder) -> [String] {
        var words = ["watch", "--attended", "--state", folder.path, "--journal", folder.jobs]
        if let models { words += ["--models", models] }
        for (option, number) in [
            ("--workers", workers), ("--memory", memory), ("--keep-inputs", keepInputs),
            ("--keep-outputs", keepOutputs),
        ] {
            if let number { words += [option, String(number)] }
        }
        return words + cameras.map(\.text)
    }
}
