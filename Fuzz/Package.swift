// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

// A package of its own, because every file is compiled with the fuzzer's instrumentation. The sources are those of the
// main package, by links, since `package` declarations cannot be seen from another package.

let instrumented: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .unsafeFlags(["-sanitize=fuzzer,address"]),
]

let package = Package(
    name: "fuzz",
    dependencies: [.package(url: "https://github.com/jpsim/Yams", exact: "6.2.2")],
    targets: [
        .executableTarget(
            name: "FuzzDecoder", dependencies: ["EVE", "CFuzzer"], swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        .executableTarget(
            name: "FuzzSigma", dependencies: ["Sigma", "Rules", "CFuzzer"], swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        .executableTarget(
            name: "FuzzSignatures", dependencies: ["SuricataRules", "Rules", "CFuzzer"], swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        .executableTarget(
            name: "FuzzPackets", dependencies: ["Packets", "Payloads", "CFuzzer"], swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        .executableTarget(
            name: "FuzzLumberjack", dependencies: ["Lumberjack", "Compression", "EVE", "CFuzzer"],
            swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        .executableTarget(
            name: "FuzzEnrolment", dependencies: ["Enrolment", "Pushes", "EVE", "CFuzzer"], swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        .executableTarget(
            name: "FuzzJobs", dependencies: ["JobWork", "Anonymizer", "EVE", "CFuzzer"], swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        // What reads lines of it; the rest runs programs.
        .target(name: "JobWork", dependencies: ["Anonymizer", "EVE"], swiftSettings: instrumented),
        .executableTarget(
            name: "FuzzConsole",
            dependencies: ["ConsoleProtocol", "Console", "Pushes", "Triage", "Query", "EVE", "CFuzzer"],
            swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        .executableTarget(
            name: "FuzzModels", dependencies: ["Models", "Anonymizer", "CFuzzer"], swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        .target(name: "Models", dependencies: ["Anonymizer", "Crypto", "EVE"], swiftSettings: instrumented),
        .target(name: "Anonymizer", dependencies: ["EVE"], swiftSettings: instrumented),
        .executableTarget(
            name: "FuzzMedia", dependencies: ["CMedia", "CFuzzer"], swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        // FFmpeg itself is the system's, and not instrumented.
        .target(
            name: "CMedia",
            cSettings: [.unsafeFlags(["-fsanitize=fuzzer-no-link,address,undefined", "-fno-sanitize-recover=all"])],
            linkerSettings: ["avformat", "avcodec", "avutil", "swscale"].map { .linkedLibrary($0) }),
        .target(
            name: "ConsoleProtocol",
            dependencies: ["Access", "Console", "Devices", "Pushes", "Triage", "Assets", "Query", "Rules", "EVE"],
            swiftSettings: instrumented),
        .target(name: "Access", swiftSettings: instrumented),
        .target(
            name: "Console",
            dependencies: [
                "Canvas", "Triage", "Assets", "Query", "SuricataRules", "Payloads", "Packets", "UserCommands",
                "Enrolment", "Pushes", "Devices", "Attestation", "Crypto", "Access", "Rules", "EVE",
            ], swiftSettings: instrumented),
        .target(name: "Devices", dependencies: ["Attestation", "Crypto", "EVE"], swiftSettings: instrumented),
        .target(
            name: "Canvas", dependencies: [.product(name: "Yams", package: "Yams")], swiftSettings: instrumented),
        .target(name: "Triage", dependencies: ["Assets", "Query", "Rules", "EVE"], swiftSettings: instrumented),
        .target(name: "Assets", dependencies: ["YAML", "Rules", "EVE"], swiftSettings: instrumented),
        .target(name: "Query", dependencies: ["Rules", "EVE", "Patterns"], swiftSettings: instrumented),
        .target(name: "UserCommands", dependencies: ["Packets", "EVE"], swiftSettings: instrumented),
        .target(name: "Messages", dependencies: ["EVE"], swiftSettings: instrumented),
        .target(name: "Enrolment", dependencies: ["Messages", "EVE"], swiftSettings: instrumented),
        .target(name: "Pushes", dependencies: ["Messages", "Crypto", "EVE"], swiftSettings: instrumented),
        .target(name: "Lumberjack", dependencies: ["EVE", "Compression"], swiftSettings: instrumented),
        .executableTarget(
            name: "FuzzTLS", dependencies: ["Crypto", "EVE", "CFuzzer"], swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        .executableTarget(
            name: "FuzzAttestation", dependencies: ["Attestation", "AttesterProtocol", "Crypto", "EVE", "CFuzzer"],
            swiftSettings: instrumented,
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
        .target(name: "Attestation", dependencies: ["Crypto", "EVE"], swiftSettings: instrumented),
        .target(name: "AttesterProtocol", dependencies: ["Messages", "EVE"], swiftSettings: instrumented),
        .target(name: "Crypto", dependencies: ["EVE", "CCrypto"], swiftSettings: instrumented),
        .systemLibrary(name: "CCrypto"),
        .target(name: "Packets", dependencies: ["Payloads", "EVE"], swiftSettings: instrumented),
        .target(name: "Payloads", dependencies: ["Compression"], swiftSettings: instrumented),
        .target(name: "Compression", dependencies: ["CCompression"], swiftSettings: instrumented),
        .systemLibrary(name: "CCompression"),
        .target(name: "SuricataRules", dependencies: ["Rules", "EVE", "Patterns"], swiftSettings: instrumented),
        .target(
            name: "Sigma", dependencies: ["YAML", "Rules", "EVE", "Patterns"],
            resources: [.embedInCode("Mapping/Data")], swiftSettings: instrumented),
        .target(
            name: "YAML", dependencies: ["Rules", .product(name: "Yams", package: "Yams")], swiftSettings: instrumented),
        .target(name: "Rules", dependencies: ["EVE"], swiftSettings: instrumented),
        .target(name: "Patterns", dependencies: ["CHyperscan", "CPCRE2"], swiftSettings: instrumented),
        .systemLibrary(name: "CHyperscan"),
        .systemLibrary(name: "CPCRE2"),
        // libFuzzer's driver, for programs that have a `main` of their own.
        .target(name: "CFuzzer"),
        .target(name: "EVE", dependencies: ["CSimdjson"], swiftSettings: instrumented),
        .target(
            name: "CSimdjson",
            cxxSettings: [.unsafeFlags(["-fsanitize=fuzzer-no-link,address,undefined", "-fno-sanitize-recover=all"])],
            linkerSettings: [.linkedLibrary("simdjson")]),
    ],
    cxxLanguageStandard: .cxx17
)
