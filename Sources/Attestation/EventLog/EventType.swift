// SPDX-License-Identifier: Apache-2.0

/// What an event is said to be (TCG PC Client Platform Firmware Profile, section 10.4.1). Nothing proves it.
package struct EventType: RawRepresentable, Sendable, Hashable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let noAction = EventType(rawValue: 0x0000_0003)
    package static let separator = EventType(rawValue: 0x0000_0004)
    package static let crtmVersion = EventType(rawValue: 0x0000_0008)
    package static let driverConfig = EventType(rawValue: 0x8000_0001)
    package static let efiAction = EventType(rawValue: 0x8000_0007)

    /// Whether the digest of such an event is one of its data on real machines; of the others it often is one of something else.
    package var measuresData: Bool {
        [.separator, .crtmVersion, .driverConfig, .efiAction].contains(self)
    }

    private static let names: [UInt32: String] = [
        0x0000_0000: "EV_PREBOOT_CERT", 0x0000_0001: "EV_POST_CODE", 0x0000_0003: "EV_NO_ACTION",
        0x0000_0004: "EV_SEPARATOR", 0x0000_0005: "EV_ACTION", 0x0000_0006: "EV_EVENT_TAG",
        0x0000_0007: "EV_S_CRTM_CONTENTS", 0x0000_0008: "EV_S_CRTM_VERSION", 0x0000_0009: "EV_CPU_MICROCODE",
        0x0000_000a: "EV_PLATFORM_CONFIG_FLAGS", 0x0000_000b: "EV_TABLE_OF_DEVICES", 0x0000_000c: "EV_COMPACT_HASH",
        0x0000_000d: "EV_IPL", 0x0000_000e: "EV_IPL_PARTITION_DATA", 0x0000_000f: "EV_NONHOST_CODE",
        0x0000_0010: "EV_NONHOST_CONFIG", 0x0000_0011: "EV_NONHOST_INFO", 0x8000_0001: "EV_EFI_VARIABLE_DRIVER_CONFIG",
        0x8000_0002: "EV_EFI_VARIABLE_BOOT", 0x8000_0003: "EV_EFI_BOOT_SERVICES_APPLICATION",
        0x8000_0004: "EV_EFI_BOOT_SERVICES_DRIVER", 0x8000_0005: "EV_EFI_RUNTIME_SERVICES_DRIVER",
        0x8000_0006: "EV_EFI_GPT_EVENT", 0x8000_0007: "EV_EFI_ACTION", 0x8000_0008: "EV_EFI_PLATFORM_FIRMWARE_BLOB",
        0x8000_0009: "EV_EFI_HANDOFF_TABLES", 0x8000_00e0: "EV_EFI_VARIABLE_AUTHORITY",
    ]
}

extension EventType: CustomStringConvertible {
    package var description: String { Self.names[rawValue] ?? "event 0x\(String(rawValue, radix: 16))" }
}
