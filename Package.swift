// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import Foundation
import PackageDescription

/// Whether the anonymizer's worker is built: where OpenCV and FFmpeg are installed, which `make run` and `make test` see to. The Makefile
/// says so by VISION=1 or 0, as SwiftPM remembers what this file answered before they were.
let hasVision =
    Context.environment["VISION"].map { $0 == "1" }
    ?? ["opencv4/opencv2/dnn.hpp", "opencv4/opencv2/objdetect.hpp"].allSatisfy {
        FileManager.default.fileExists(atPath: "/usr/include/\($0)")
    }

/// Every target is held to the same strictness; `make check` also turns warnings into errors (CHECK=1),
/// which a user's build does not, so that a newer compiler cannot break it.
let strict: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .strictMemorySafety(),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ] + (Context.environment["CHECK"] == "1" ? [.treatAllWarnings(as: .error)] : [])

/// A Swift target with the project's settings.
func target(_ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

/// The tests of the target `name`, with what they need besides it and what all tests share.
func tests(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests", dependencies: [.byName(name: name), "Fixtures"] + dependencies, exclude: exclude,
        swiftSettings: strict)
}

/// The anonymizer's worker and what it is made of: the only targets that link OpenCV and FFmpeg, each behind a C face.
let vision: [Target] =
    !hasVision
    ? []
    : [
        // The worker's program: an order in, messages out.
        .executableTarget(
            name: "vedette-anonymizer", dependencies: ["Vision", "CameraJobs", "Models", "Anonymizer"],
            swiftSettings: strict),
        // What `make bench` measures of the worker; not installed.
        .executableTarget(
            name: "anonymizerbench", dependencies: ["Vision", "Anonymizer", "Crypto", "CVision"],
            path: "Benchmarks/anonymizer", swiftSettings: strict),
        // Clips read and written, regions found and filled, outputs checked.
        target(
            "Vision", ["Anonymizer", "Crypto", "EVE", "Version", "CVision", "CMedia", "CWorker", "CLinux"],
            resources: [.embedInCode("SelfTest/Pictures")]),
        // OpenCV: networks, HOG, motion, inpainting. No C++ exception leaves it.
        .target(
            name: "CVision", cxxSettings: [.unsafeFlags(["-isystem", "/usr/include/opencv4"])],
            linkerSettings: ["core", "imgproc", "dnn", "objdetect", "video", "photo"].map {
                .linkedLibrary("opencv_\($0)")
            }),
        // FFmpeg's libraries: containers and codecs. OpenCV's own reading of video drops turning and uneven times, and cannot say how good a
        // picture is to be.
        .target(
            name: "CMedia",
            linkerSettings: ["avformat", "avcodec", "avutil", "swscale"].map { .linkedLibrary($0) }),
        // A worker's signal handlers, and what the kernel keeps it from.
        .target(name: "CWorker", linkerSettings: [.linkedLibrary("seccomp")]),
        tests("Vision", ["Anonymizer", "CMedia", "Crypto", "vedette-anonymizer"]),
    ]

let package = Package(
    name: "vedette",
    products: [
        .executable(name: "vedette", targets: ["vedette"]),
        .executable(name: "vedette-agent", targets: ["vedette-agent"]),
    ] + (hasVision ? [.executable(name: "vedette-anonymizer", targets: ["vedette-anonymizer"])] : []),
    dependencies: [
        // The schema, migrations and readers of the store; it uses the system's SQLite.
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        // Configuration, themes, Sigma, assets: one human format.
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        // Subcommands, help, completions, man pages.
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        // Sockets of the station and the agent: thousands of connections on a few threads, with backpressure.
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    ],
    targets: [
        // The program: subcommands only.
        .executableTarget(
            name: "vedette",
            dependencies: [
                "Station", "Identifier", "Console", "Reports", "Terminal", "Canvas", "Store", "Triage", "Assets",
                "Query", "Sigma", "Packets", "UserCommands", "Programs", "Collector", "Enrolment", "Installer",
                "Pushes", "Crypto",
                "EvidenceSets", "Attestation", "Devices", "SuricataRules", "Rules", "EVE", "Version", "Access",
                "ConsoleProtocol", "Sockets", "Processes", "Anonymizer", "Jobs", "JobWork", "Models",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        // The program on gateways: subcommands only. No Foundation, and nothing that brings it: docs/decisions/0030.
        .executableTarget(
            name: "vedette-agent",
            dependencies: [
                "Agent", "EnrolmentClient", "Enrolment", "Messages", "Prover", "Crypto", "EVE", "Version", "CLinux",
            ],
            swiftSettings: strict),
        // What `make bench` measures inside one process; not installed.
        .executableTarget(
            name: "storebench",
            dependencies: [
                "Station", "Verifier", "Console", "Canvas", "Store", "Query", "Intake", "Indicators", "Sigma", "Rules",
                "EVE",
                "Lumberjack", "Crypto", "Transport", "Enrolment", "Pushes", "Devices", "Attestation",
                "AttesterProtocol", "Fixtures",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        // The gateway's side: logs followed, sent and resumed.
        target(
            "Agent",
            [
                "EnrolmentClient", "Enrolment", "Pushes", "AttesterProtocol", "Messages", "Prover", "Cameras",
                "Processes", "Transport", "Sockets",
                "Lumberjack", "Intake", "Crypto", "Compression", "EVE", "Version", "CLinux",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        // What gateways send over the network, into a queue.
        target(
            "Collector",
            [
                "Transport", "Lumberjack", "Intake", "Enrolment", "Pushes", "AttesterProtocol", "Messages", "Crypto",
                "EVE",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        // Whose TPM a key is in; pseudonyms, and whose they are. It judges no quote.
        target(
            "Identifier",
            ["Collector", "AttesterProtocol", "Attestation", "Devices", "Store", "Crypto", "EVE"]),
        // Quotes asked for, judged and kept. It enrols nobody.
        target("Verifier", ["Collector", "AttesterProtocol", "Attestation", "Devices", "Store", "Crypto", "EVE"]),
        // Wiring: intake -> decode -> store -> notes, config, the demo's replay.
        target(
            "Station",
            [
                "Jobs", "JobWork", "Models", "Anonymizer", "Identifier", "Verifier", "Collector", "Enrolment", "Pushes",
                "AttesterProtocol", "Messages", "Attestation", "Devices", "Crypto", "Access", "Sockets",
                "Intake", "Store", "Reports", "Triage", "Assets", "Query", "Sigma", "StarterRules", "SuricataRules",
                "Indicators", "UserCommands", "Packets", "Programs", "Geo", "Rules", "EVE",
                .product(name: "Yams", package: "Yams"),
            ]),
        // The console: state, update, key table, screens. Pure.
        target(
            "Console",
            [
                "Canvas", "Triage", "Assets", "Query", "SuricataRules", "Payloads", "Packets", "UserCommands",
                "Enrolment", "Pushes", "Devices", "Attestation", "Crypto", "Access", "Anonymizer",
                "Rules", "EVE",
            ]),
        // What consoles and stations send each other: frames, their coding, their limits. Pure.
        target(
            "ConsoleProtocol",
            ["Access", "Console", "Anonymizer", "Pushes", "Triage", "Assets", "Query", "Rules", "EVE"]),
        // Who may do what at a station. Pure.
        target("Access"),
        // What a period brought: the value, and its text, Markdown, HTML and JSON. Pure.
        target("Reports", ["Canvas", "Triage", "Query", "Rules", "EVE"]),
        // ncurses in and out.
        target("Terminal", ["Canvas", "EVE", "CNcurses", "CTerminal"]),
        // Cells, text width, layout, charts, roles, themes. Pure.
        target("Canvas", [.product(name: "Yams", package: "Yams")]),
        // Schema, writer, readers.
        target(
            "Store",
            [
                "Anonymizer", "Triage", "Assets", "Query", "Rules", "EVE", "Enrolment", "Pushes", "Messages", "Devices",
                "Attestation",
                "Compression", "Crypto", "CGrams",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]),
        // What people do with alerts: dispositions, urgency, the log of it. Pure.
        target("Triage", ["Assets", "Query", "EVE"]),
        // Unix sockets of this machine, and who is at their other end; TCP connections to hosts.
        target("Sockets", ["CLinux"]),
        // Other programs for queries: found where they are installed, ended with the query, files for them.
        target("Programs", ["Processes", "Query"]),
        // Places and networks of addresses, from files.
        target("Geo", ["Query", "EVE", "CLinux"]),
        // TLS as a handler of SwiftNIO's channels.
        target("Transport", ["Crypto", .product(name: "NIOCore", package: "swift-nio")]),
        // Hashes, keys, certificates and TLS in memory, by OpenSSL.
        target("Crypto", ["EVE", "CCrypto"]),
        // Sets of recorded evidence: a manifest, the files that it names, their appraisal.
        target("EvidenceSets", ["Attestation", "Crypto", "EVE"]),
        // How devices stand: states, what is shown of them, trust over time. Pure.
        target("Devices", ["Attestation", "Crypto", "EVE"]),
        // What a station asks the TPMs behind a gateway's agent, and is answered. Pure, and without Foundation.
        target("AttesterProtocol", ["Messages", "EVE"]),
        // Evidence of TPMs: structures, quotes, event logs, readings, endorsement; appraisal. Pure.
        target("Attestation", ["Crypto", "EVE"]),
        // A TPM asked for its keys, for quotes and for signatures, by the TPM Software Stack.
        target("Prover", ["Sockets", "Crypto", "EVE", "CTSS2", "CLinux"]),
        // Files followed through rotation; archives read.
        target("Intake", ["EVE", "Compression", "CLinux"]),
        // What is asked of a store and what it answers; the filter language. Pure.
        target("Query", ["Rules", "EVE", "Patterns"]),
        // Sigma: parse, compile, match; correlations, filters, indicator lists' field names. Pure.
        target(
            "Sigma", ["YAML", "Rules", "EVE", "Patterns"],
            resources: [.embedInCode("Mapping/Data")]),
        // The rules that come with the program.
        target("StarterRules", resources: [.embedInCode("Rules")]),
        // Suricata's signatures and threshold.config as text: parse, check, print. Pure.
        target("SuricataRules", ["Patterns", "Rules", "EVE"]),
        // Indicator lists: read from their formats, looked up. Pure.
        target("Indicators", ["Rules", "EVE"]),
        // A gateway's side of enrolment: its key, asking for a certificate, renewing it, keeping both in files.
        target(
            "EnrolmentClient",
            [
                "Enrolment", "Messages", "Transport", "Crypto", "EVE",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        // How gateways come to be let in: tokens, what they ask and are answered, what is known of them. Pure.
        target("Enrolment", ["Messages", "EVE"]),
        // Messages between stations and agents: members of a JSON object from the other side, bounded; why it is none. Pure.
        target("Messages", ["EVE"]),
        // Other programs, run within limits of time and size.
        target("Processes", ["CLinux"]),
        // Rules on their way to sensors: what a station orders, signed, and what an agent reports. Pure.
        target("Pushes", ["Messages", "Crypto", "EVE"]),
        // The shell file that sets up a gateway, with the agent's package in it. Pure.
        target("Installer", ["Enrolment", "Crypto", "EVE"], resources: [.embedInCode("Script/gateway.sh")]),
        // What stands behind addresses: read from a file, looked up. Pure.
        target("Assets", ["YAML", "Rules", "EVE"]),
        // The stored packet of an event by layers, and as a capture file. Pure.
        target("Packets", ["Payloads", "EVE"]),
        // Codings of payloads undone, within limits. Pure: zlib works in memory.
        target("Payloads", ["Compression"]),
        // Commands of the user's own, their arguments filled from an event. Pure; Station runs them.
        target("UserCommands", ["Packets", "EVE"]),
        // Files that people write in YAML: read within limits, every value with its place. Pure.
        target("YAML", ["Rules", .product(name: "Yams", package: "Yams")]),
        // What all kinds of rules share: places in their text, problems. Pure.
        target("Rules", ["EVE"]),
        // Many patterns at once, and single regular expressions within limits.
        target("Patterns", ["CHyperscan", "CPCRE2"]),
        // Events on their way from gateways: frames, windows, acknowledgements of Lumberjack v2; what a shipper's envelope holds.
        // Pure: zlib works in memory.
        target("Lumberjack", ["EVE", "Compression"]),
        // gzip, xz, zstd and zlib, by their libraries.
        target("Compression", ["CCompression"]),
        // What version the programs are, in one place.
        target("Version"),
        // The anonymizer's jobs run: the worker, the queue, watch folders, retention.
        target("Jobs", ["JobWork", "Anonymizer", "Store", "Programs", "Processes", "Sockets", "EVE"]),
        // One try of a job: the worker run, what it leaves checked; new clips in folders. A gateway's cameras use it, too.
        target("JobWork", ["Anonymizer", "Intake", "Processes", "Crypto", "EVE"]),
        // A gateway's cameras: their clips found, worker after worker run, what came of it told. No store.
        target("CameraJobs", ["JobWork", "Cameras", "Anonymizer", "Processes", "Messages", "EVE", "CLinux"]),
        // Jobs of the video anonymizer: what is asked, said and reported; regions and tracks. Pure.
        target("Anonymizer", ["EVE"]),
        // Cameras beside a gateway, as a person names them. Pure, and without Foundation.
        target("Cameras", ["EVE"]),
        // Networks for the anonymizer: their files checked, the completion network's made over, what is installed kept.
        target("Models", ["Anonymizer", "Crypto", "EVE"]),
        // Event values, decoding. Pure.
        target("EVE", ["CSimdjson"]),
        // simdjson behind a C-callable face; C++ stays inside.
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
        // What Glibc's Swift module leaves out of Linux: inotify, eventfd, signalfd.
        .target(name: "CLinux"),
        // What is done with every byte of every raw line: noting its grams, finding texts.
        .target(name: "CGrams"),
        // Signal handlers, the restoring of the terminal after a crash, an event descriptor.
        .target(name: "CTerminal"),
        .systemLibrary(name: "CNcurses"),
        .systemLibrary(name: "CCompression"),
        .systemLibrary(name: "CHyperscan"),
        .systemLibrary(name: "CPCRE2"),
        .systemLibrary(name: "CCrypto"),
        .systemLibrary(name: "CTSS2", pkgConfig: "tss2-esys", providers: [.apt(["libtss2-dev"])]),
        // What tests of several targets make their cases with: chance with a seed, compressed bytes, certificates, sensors.
        .target(
            name: "Fixtures",
            dependencies: [
                "Anonymizer", "Pushes", "Attestation", "AttesterProtocol", "Transport", "EVE", "Crypto", "Compression",
                "CCompression", "CCrypto",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ], path: "Tests/Fixtures", swiftSettings: strict),
        tests("EVE"),
        tests("Anonymizer", ["EVE"]),
        tests("Models", ["Anonymizer", "EVE"]),
        tests("Jobs", ["JobWork", "Anonymizer", "Store", "Processes", "EVE"]),
        tests("JobWork", ["Anonymizer", "EVE"]),
        tests("Cameras"),
        tests("CameraJobs", ["JobWork", "Cameras", "Anonymizer", "EVE"]),
        tests("Query", ["EVE"]),
        tests("Canvas"),
        tests("Terminal", ["Canvas", "EVE"]),
        tests("Compression", ["CCompression"]),
        tests("Payloads", ["Compression", "CCompression"]),
        tests("Lumberjack", ["EVE", "Compression"]),
        tests("Packets", ["EVE"]),
        tests("UserCommands", ["Packets", "EVE"]),
        tests("Patterns"),
        tests("Sigma", ["EVE", "Rules"]),
        tests("StarterRules", ["Sigma", "Rules", "EVE", "Compression"], exclude: ["Fixtures"]),
        tests("SuricataRules", ["Rules", "EVE"]),
        tests("Indicators", ["Rules", "EVE"]),
        tests("YAML", ["Rules"]),
        tests("Assets", ["Rules", "EVE"]),
        tests("Intake", ["Compression", "EVE", "CLinux"]),
        tests("Enrolment", ["Messages"]),
        tests("Pushes", ["Messages", "Crypto", "EVE"]),
        tests("Installer", ["Enrolment", "EVE"]),
        tests("EnrolmentClient", ["Enrolment", "Crypto", "EVE"]),
        tests("Crypto", ["EVE"]),
        tests("Attestation", ["Crypto"]),
        tests("Devices", ["Attestation", "EVE"]),
        tests("AttesterProtocol", ["Messages"]),
        tests("Prover", ["Attestation", "Crypto", "EVE"]),
        tests("EvidenceSets", ["Attestation"]),
        tests(
            "Transport",
            [
                "Crypto", .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests(
            "Agent",
            [
                "Enrolment", "Pushes", "AttesterProtocol", "Attestation", "Prover", "Processes", "Transport",
                "Collector", "Lumberjack", "Intake", "Crypto", "EVE",
                "Version", .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests("Geo", ["Query", "EVE"]),
        tests("Programs", ["Query"]),
        tests("Sockets"),
        tests("Triage", ["Assets", "Query", "EVE"]),
        tests("Reports", ["Station", "Store", "Triage", "Query", "Rules", "EVE"], exclude: ["Golden"]),
        tests(
            "Store",
            [
                "Anonymizer", "Triage", "Assets", "Query", "Pushes", "Enrolment", "Devices", "Attestation",
                "Compression",
                "Crypto", "Rules", "EVE",
            ]),
        tests("Access"),
        tests(
            "ConsoleProtocol",
            [
                "Access", "Console", "Canvas", "Triage", "Assets", "Query", "SuricataRules", "Enrolment", "Pushes",
                "Devices", "Attestation", "Anonymizer", "Rules", "EVE",
            ]),
        tests(
            "Console",
            [
                "Canvas", "Triage", "Assets", "Query", "SuricataRules", "Payloads", "Packets", "UserCommands",
                "Enrolment",
                "Pushes", "Devices", "Attestation", "Anonymizer", "Rules", "EVE",
            ],
            exclude: ["Screens"]),
        tests(
            "Station",
            [
                "Agent", "Jobs", "JobWork", "Anonymizer", "Identifier", "Verifier", "Prover", "EnrolmentClient",
                "Enrolment", "Pushes", "Attestation", "AttesterProtocol",
                "Devices", "Messages", "SuricataRules", "Sigma", "StarterRules", "Indicators", "Rules", "Collector",
                "Transport", "Crypto", "Assets", "Triage", "Query", "Store", "Intake", "Programs", "Packets",
                "UserCommands", "Access", "EVE",
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests(
            "Collector",
            [
                "Transport", "Lumberjack", "Intake", "Crypto", "EVE",
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests(
            "vedette",
            [
                "EnrolmentClient", "Enrolment", "Pushes", "Attestation", "Collector", "Console", "Query", "Station",
                "Devices", "Store", "Triage", "Rules", "Access", "ConsoleProtocol", "Sockets", "Crypto", "EVE",
            ]),
    ] + vision,
    cxxLanguageStandard: .cxx17
)
