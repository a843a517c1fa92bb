// SPDX-License-Identifier: Apache-2.0

internal import CTSS2
internal import Glibc

/// One piece of work with a TPM: a line to it, the stack's context, and what was loaded meanwhile, which is let go of at the end whatever happens.
///
/// Nothing is held between two pieces of work. A software TPM serves one line at a time and has room for three objects; a TPM behind the kernel's
/// resource manager would not need that, and loses nothing by it. One thread uses a context.
@safe package struct TPMContext: ~Copyable {
    private let stack: StackLine
    let esys: OpaquePointer
    /// Objects and sessions that are to be flushed. A class, so that a context can be lent while something is loaded.
    private let loaded = Loaded()

    private final class Loaded {
        var handles: [ESYS_TR] = []
    }

    /// How long a TPM may take for a command: RSA keys take a TPM most of a minute.
    package static let patience: Int64 = 60_000

    /// Has the stack write nothing of its own to standard error. To be called before there is a second thread.
    package static func silenceStack() { unsafe setenv("TSS2_LOG", "all+NONE", 0) }

    /// Connects; nothing is sent yet.
    package init(
        _ address: TPMAddress, patience: Int64 = Self.patience, stop: Int32 = -1, watch: TPMTap? = nil
    ) throws(ProverError) {
        let line = try TPMLine(to: address, patience: patience, stop: stop, watch: watch?.take)
        let stack = StackLine(line)
        var made: OpaquePointer?
        let code = unsafe Esys_Initialize(&made, stack.pointer, nil)
        guard code == 0, let made = unsafe made else {
            throw .refused(
                command: "Esys_Initialize", code: TPMCode(rawValue: code), words: TPMCode(rawValue: code).words)
        }
        self.stack = stack
        unsafe esys = made
    }

    deinit {
        // Nothing is flushed over a line that is broken: each would wait in vain.
        for handle in loaded.handles.reversed() where stack.line.failure == nil {
            _ = unsafe Esys_FlushContext(esys, handle)
        }
        var last: OpaquePointer? = unsafe esys
        unsafe Esys_Finalize(&last)
    }

    /// Requires that a command went well.
    ///
    /// - Parameter command: its name as the TPM 2.0 Library has it.
    func check(_ command: String, _ rawCode: TSS2_RC) throws(ProverError) {
        guard rawCode != 0 else { return }
        switch stack.line.failure {
        case .silent(let milliseconds): throw .silent(command: command, milliseconds: milliseconds)
        case .broken(let why): throw .broken(command: command, why: why)
        case nil: break
        }
        let code = TPMCode(rawValue: rawCode)
        throw .refused(command: command, code: code, words: code.words)
    }

    /// Notes something that was loaded.
    func hold(_ handle: ESYS_TR) { loaded.handles.append(handle) }

    /// Lets go of something that was loaded.
    func flush(_ handle: ESYS_TR) {
        guard let index = loaded.handles.firstIndex(of: handle) else { return }
        loaded.handles.remove(at: index)
        guard stack.line.failure == nil else { return }
        _ = unsafe Esys_FlushContext(esys, handle)
    }

    /// The handle that the TPM itself knows something by.
    func handle(_ reference: ESYS_TR) -> UInt32 {
        var handle: TPM2_HANDLE = 0
        _ = unsafe Esys_TR_GetTpmHandle(esys, reference, &handle)
        return handle
    }
}

/// Somebody who sees every byte between the stack and a TPM: of use where a test asks what can be read on the bus.
package final class TPMTap {
    package private(set) var commands: [[UInt8]] = []
    package private(set) var responses: [[UInt8]] = []

    package init() {}

    func take(_ way: TPMLine.Way, _ bytes: [UInt8]) {
        switch way {
        case .command: commands.append(bytes)
        case .response: responses.append(bytes)
        }
    }
}

/// Takes what the stack allocated; the stack gets its memory back.
func taken<Value>(_ pointer: UnsafeMutablePointer<Value>?) throws(ProverError) -> Value {
    guard let pointer = unsafe pointer else { throw .contradiction("a response without what it is to have") }
    defer { unsafe Esys_Free(pointer) }
    return unsafe pointer.pointee
}

/// The first bytes of a buffer of the stack's, which is a tuple in Swift.
func bytes<Buffer>(_ buffer: Buffer, _ count: UInt16) -> [UInt8] {
    unsafe withUnsafeBytes(of: buffer) { unsafe Array($0.prefix(Int(count))) }
}

/// Puts bytes into a buffer of the stack's, and gives their count.
///
/// - Throws: `outOfBounds` where there are more than it holds.
func fill<Buffer>(_ buffer: inout Buffer, _ bytes: [UInt8]) throws(ProverError) -> UInt16 {
    guard bytes.count <= MemoryLayout<Buffer>.size, let count = UInt16(exactly: bytes.count) else {
        throw .outOfBounds("\(bytes.count) bytes where \(MemoryLayout<Buffer>.size) fit")
    }
    unsafe withUnsafeMutableBytes(of: &buffer) { unsafe $0.copyBytes(from: bytes) }
    return count
}
