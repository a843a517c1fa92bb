// SPDX-License-Identifier: Apache-2.0

internal import CTSS2

/// A line as the stack takes it: a TCTI (TSS 2.0 TPM Command Transmission Interface, section 3). It owns its memory, and lends itself as long as it is there.
@safe struct StackLine: ~Copyable {
    private let tcti: UnsafeMutablePointer<ctss2_tcti>
    let line: TPMLine

    init(_ line: TPMLine) {
        self.line = line
        unsafe tcti = .allocate(capacity: 1)
        var made = unsafe ctss2_tcti()
        // Any number that is not 0; "VEDETTE\0".
        unsafe made.common.v1.magic = 0x5645_4445_5454_4500
        unsafe made.common.v1.version = 2
        unsafe made.common.v1.transmit = { context, count, bytes in
            guard let line = unsafe StackLine.line(context), let bytes = unsafe bytes else {
                return ctss2_bad_reference
            }
            let command = unsafe Array(UnsafeBufferPointer(start: bytes, count: count))
            return line.send(command) ? 0 : line.failure == nil ? ctss2_bad_sequence : ctss2_io_error
        }
        unsafe made.common.v1.receive = { context, count, bytes, _ in
            guard let line = unsafe StackLine.line(context), let count = unsafe count else {
                return ctss2_bad_reference
            }
            guard let response = line.receive() else {
                return line.failure == nil ? ctss2_bad_sequence : ctss2_io_error
            }
            let room = unsafe count.pointee
            unsafe count.pointee = response.count
            guard let bytes = unsafe bytes else { return 0 }
            guard room >= response.count else { return ctss2_small_buffer }
            _ = unsafe UnsafeMutableBufferPointer(start: bytes, count: room).update(fromContentsOf: response)
            line.drop()
            return 0
        }
        unsafe made.common.v1.cancel = { _ in ctss2_not_implemented }
        unsafe made.common.v1.getPollHandles = { _, _, _ in ctss2_not_implemented }
        unsafe made.common.v1.setLocality = { _, _ in ctss2_not_implemented }
        // Kept alive by `line` above, which goes no earlier than this memory.
        unsafe made.line = Unmanaged.passUnretained(line).toOpaque()
        unsafe tcti.initialize(to: made)
    }

    deinit { unsafe tcti.deallocate() }

    /// What ESAPI is given.
    var pointer: OpaquePointer { unsafe OpaquePointer(tcti) }

    private static func line(_ context: OpaquePointer?) -> TPMLine? {
        guard let context = unsafe context,
            let line = unsafe UnsafeMutablePointer<ctss2_tcti>(context).pointee.line
        else { return nil }
        return unsafe Unmanaged<TPMLine>.fromOpaque(line).takeUnretainedValue()
    }
}
