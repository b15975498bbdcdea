// Helpers that compiled code calls with conventions of its own: interface dispatch, write barriers, probes.

        .intel_syntax noprefix
        .text

#include "macros.inc"

// Interface dispatch. R11 = the dispatch cell, RDI = `this`, all argument registers live. The cell's second word is
// the address of a cache once there is one (low bits 0): {type, slot and count, pairs of (MethodTable, code), null}.
// A null `this` faults on its first read, in the caller's name.
leaf RhpInitialDynamicInterfaceDispatch
        // Two pairs a turn: capacities are even, unused pairs are null, and no type is.
        mov     r10, [rdi]
        mov     rax, [r11 + CELL_CACHE]
        test    al, 3
        jnz     resolve
1:      cmp     [rax + CACHE_PAIRS], r10
        je      2f
        cmp     [rax + CACHE_PAIRS + PAIR_BYTES], r10
        je      3f
        add     rax, 2 * PAIR_BYTES
        cmp     qword ptr [rax + CACHE_PAIRS], 0
        jne     1b
        jmp     resolve
2:      jmp     [rax + CACHE_PAIRS + PAIR_CODE]
3:      jmp     [rax + CACHE_PAIRS + PAIR_BYTES + PAIR_CODE]

        // Not in the cache. CoreLib's RhpCidResolve wants a transition block: 16 bytes for a returned value, then
        // the six argument registers.
        .set    BLOCK, 128
resolve:
        sub     rsp, 200
        .cfi_adjust_cfa_offset 200
        movdqa  [rsp], xmm0
        movdqa  [rsp + 16], xmm1
        movdqa  [rsp + 32], xmm2
        movdqa  [rsp + 48], xmm3
        movdqa  [rsp + 64], xmm4
        movdqa  [rsp + 80], xmm5
        movdqa  [rsp + 96], xmm6
        movdqa  [rsp + 112], xmm7
        mov     [rsp + BLOCK + 16], rdi
        mov     [rsp + BLOCK + 24], rsi
        mov     [rsp + BLOCK + 32], rdx
        mov     [rsp + BLOCK + 40], rcx
        mov     [rsp + BLOCK + 48], r8
        mov     [rsp + BLOCK + 56], r9
        lea     rdi, [rsp + BLOCK]
        mov     rsi, r11
        call    RhpCidResolve
        movdqa  xmm0, [rsp]
        movdqa  xmm1, [rsp + 16]
        movdqa  xmm2, [rsp + 32]
        movdqa  xmm3, [rsp + 48]
        movdqa  xmm4, [rsp + 64]
        movdqa  xmm5, [rsp + 80]
        movdqa  xmm6, [rsp + 96]
        movdqa  xmm7, [rsp + 112]
        mov     rdi, [rsp + BLOCK + 16]
        mov     rsi, [rsp + BLOCK + 24]
        mov     rdx, [rsp + BLOCK + 32]
        mov     rcx, [rsp + BLOCK + 40]
        mov     r8, [rsp + BLOCK + 48]
        mov     r9, [rsp + BLOCK + 56]
        add     rsp, 200
        .cfi_adjust_cfa_offset -200
        jmp     rax
endleaf RhpInitialDynamicInterfaceDispatch

leaf theseus_dispatch_stub_address
        lea     rax, [rip + RhpInitialDynamicInterfaceDispatch]
        ret
endleaf theseus_dispatch_stub_address

// Write barriers. The collector neither moves nor is generational or concurrent: a reference is stored, no more.
leaf RhpAssignRef
        mov     [rdi], rsi
        ret
endleaf RhpAssignRef

leaf RhpCheckedAssignRef
        mov     [rdi], rsi
        ret
endleaf RhpCheckedAssignRef

// Copies the word at RSI to RDI and advances both.
leaf RhpByRefAssignRef
        mov     rcx, [rsi]
        mov     [rdi], rcx
        add     rdi, 8
        add     rsi, 8
        ret
endleaf RhpByRefAssignRef

// (location, value, comparand): what was there
leaf RhpCheckedLockCmpXchg
        mov     rax, rdx
        lock cmpxchg [rdi], rsi
        ret
endleaf RhpCheckedLockCmpXchg

// Compare and exchange of numbers: (location, value, comparand)
leaf RhpLockCmpXchg32
        mov     eax, edx
        lock cmpxchg [rdi], esi
        ret
endleaf RhpLockCmpXchg32

leaf RhpLockCmpXchg64
        mov     rax, rdx
        lock cmpxchg [rdi], rsi
        ret
endleaf RhpLockCmpXchg64

leaf RhpCheckedXchg
        mov     rax, rsi
        xchg    [rdi], rax
        ret
endleaf RhpCheckedXchg

// Transitions between managed and native code. There is one world and one privilege level, so nothing has to be done for the
// collector; but a native function of this system is kernel code, in the middle of which no other task may run. So the frames of
// the calls that are under way form a list, and a task on whose list there is one is not preempted. An exception that leaves such a
// function takes its frame off the list (drop_transitions).
// The caller's frame has a block for them (PInvokeTransitionFrame, in RDI; five words), and stacks are scanned word by word: what
// stood there before would keep a dead object alive for as long as the frame is there.
        .set    TRANSITION_FRAME_WORDS, 5
leaf RhpPInvoke
        mov     rax, gs:[CPU_THREAD]
        mov     rcx, [rax + THREAD_TRANSITION]
        mov     [rdi + TRANSITION_OUTER], rcx
        .set    offset_in_frame, 8
        .rept   TRANSITION_FRAME_WORDS - 1
        mov     qword ptr [rdi + offset_in_frame], 0
        .set    offset_in_frame, offset_in_frame + 8
        .endr
        mov     [rax + THREAD_TRANSITION], rdi
        ret
endleaf RhpPInvoke
leaf RhpPInvokeReturn
        mov     rsi, gs:[CPU_THREAD]
        mov     rdi, [rdi + TRANSITION_OUTER]
        mov     [rsi + THREAD_TRANSITION], rdi
        ret
endleaf RhpPInvokeReturn
// Managed code that native code calls: the list is empty while it runs. The frame's first word keeps it.
leaf RhpReversePInvoke
        mov     rax, gs:[CPU_THREAD]
        mov     rcx, [rax + THREAD_TRANSITION]
        mov     [rdi], rcx
        mov     qword ptr [rax + THREAD_TRANSITION], 0
        ret
endleaf RhpReversePInvoke
leaf RhpReversePInvokeReturn
        mov     rsi, gs:[CPU_THREAD]
        mov     rdi, [rdi]
        mov     [rsi + THREAD_TRANSITION], rdi
        ret
endleaf RhpReversePInvokeReturn
leaf RhpGcPoll
        ret
endleaf RhpGcPoll

// RhpCollect(generation, mode, lowMemory): a program asks for a collection. CoreLib's RhCollect alone calls this, and holds no
// reference in its frame, but its transition frame has words that are never written, which may be any dead object's address.
// So it is told where the registers lie that are pushed here, and where those lie that RhCollect pushed, right below its RBP:
// what is between the two is no root.
leaf RhpCollect
        push_all_saved
        sub     rsp, 8
        .cfi_adjust_cfa_offset 8
        mov     edi, edx
        lea     rsi, [rsp + 8]
        lea     rdx, [rbp - 40]
        call    theseus_collect
        add     rsp, 8
        .cfi_adjust_cfa_offset -8
        pop_all_saved
        ret
endleaf RhpCollect

// RhGetThreadStaticStorage(): the address of ThreadControlBlock.ThreadStatics. CoreLib asks at every use of a thread static.
leaf RhGetThreadStaticStorage
        mov     rax, gs:[CPU_THREAD]
        add     rax, THREAD_STATICS
        ret
endleaf RhGetThreadStaticStorage

// GetThreadStaticBaseForType(TypeManagerSlot* module, int type): the running thread's statics of a type, for each use of one. Thread
// statics are an array for each module, in it an object for each type. What is not there yet is made by the function that this one
// stands before (FasterForms in the linker).
leaf theseus_thread_static_base
        mov     rax, gs:[CPU_THREAD]
        mov     rax, [rax + THREAD_STATICS]
        test    rax, rax
        jz      1f
        mov     edx, [rdi + MODULE_INDEX]
        cmp     [rax + ARRAY_LENGTH], edx
        jbe     1f
        mov     rax, [rax + ARRAY_FIRST + rdx * 8]
        test    rax, rax
        jz      1f
        mov     edx, esi
        cmp     [rax + ARRAY_LENGTH], edx
        jbe     1f
        mov     rax, [rax + ARRAY_FIRST + rdx * 8]
        test    rax, rax
        jz      1f
        ret
1:      jmp     S_P_CoreLib_Internal_Runtime_ThreadStatics__GetThreadStaticBaseForType
endleaf theseus_thread_static_base

// Touches the stack page by page from RSP down to R11 (the frame's new end), so that a guard page is hit in order.
leaf RhpStackProbe
        mov     rax, rsp
        and     rax, -4096
        or      dword ptr [rsp], 0
1:      sub     rax, 4096
        or      dword ptr [rax], 0
        cmp     rax, r11
        jg      1b
        ret
endleaf RhpStackProbe

        .data
        .align  8
        // Nobody has to be stopped for a collection to run: never set.
        .globl  RhpTrapThreads
RhpTrapThreads:
        .long   0
        // Instruction sets beyond the baseline that the world is compiled for, x86-64-v2 (CpuFeatures in C#).
        .globl  g_cpuFeatures
g_cpuFeatures:
        .long   0

        // What CoreLib's class library is asked for by number (System.Runtime.ClassLibFunctionId).
        .globl  theseus_classlib_functions
theseus_classlib_functions:
        // An exception that nobody handles is the program's root's to answer, not the dispatcher's on top of it.
        .quad   GetRuntimeException, theseus_fail_fast, ThreadEntryPoint, AppendExceptionStackFrame, 0
        .quad   GetSystemArrayEEType, OnFirstChanceException, 0, 0, 0, 0, 0

        .text
leaf theseus_cpu_features_address
        lea     rax, [rip + g_cpuFeatures]
        ret
endleaf theseus_cpu_features_address

leaf theseus_knobs_address
        lea     rax, [rip + g_compilerEmbeddedKnobsBlob]
        ret
endleaf theseus_knobs_address

leaf theseus_classlib_functions_address
        lea     rax, [rip + theseus_classlib_functions]
        ret
endleaf theseus_classlib_functions_address

        .section .note.GNU-stack, "", @progbits
