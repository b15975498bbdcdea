// Throwing, and calling the funclets that CoreLib's dispatcher (System.Runtime.EH) has chosen.
//
// The problem: the dispatcher is C#, yet it needs the registers of the frame that throws, and must run catch,
// finally and filter funclets with the registers of the frame that owns them. The idea is Native AOT's: a throw
// helper lays out the register context and an ExInfo on the stack of the thrower and calls the dispatcher; a funclet
// helper loads the callee-saved registers through the iterator's RegisterDisplay and calls the funclet.
// The addresses after those calls are marks by which the unwinder knows that it crosses them (theseus_unwind_marks).

        .intel_syntax noprefix
        .text

        .set    KIND_THROW, 1
        .set    KIND_HARDWARE_FAULT, 2

#include "macros.inc"

        // In: RAX = stack pointer of the throw site, RSI = its instruction pointer. Lays out the limited context
        // (IP, RSP, RBP, RAX, RBX, RDX, R12..R15 upwards) and below it an ExInfo linked into the thread.
        // Out: RSI = ExInfo, RDX = the ExInfo that was newest before. Clobbers RAX, RCX.
        .macro  throw_frame kind
        xor     edx, edx
        push_context rsi, rdx
        sub     rsp, EXINFO_BYTES
        .cfi_adjust_cfa_offset EXINFO_BYTES
        mov     rsi, rsp
        mov     [rsi + EXINFO_EXCEPTION], rdx
        mov     byte ptr [rsi + EXINFO_PASS], 1
        mov     byte ptr [rsi + EXINFO_KIND], \kind
        mov     dword ptr [rsi + EXINFO_CLAUSE], -1
        mov     rax, gs:[CPU_THREAD]
        mov     rdx, [rax + THREAD_EXINFO]
        mov     [rsi + EXINFO_PREVIOUS], rdx
        mov     [rax + THREAD_EXINFO], rsi
        lea     rcx, [rsp + EXINFO_BYTES]
        mov     [rsi + EXINFO_CONTEXT], rcx
        .endm

// RhpThrowEx(RDI = exception): `throw`.
        .globl  RhpThrowEx
        .type   RhpThrowEx, @function
RhpThrowEx:
        .cfi_startproc
        mov     rax, gs:[CPU_THREAD]
        cmp     dword ptr [rax + THREAD_WAIT_REFUSED], 0
        jne     2f
1:      lea     rax, [rsp + 8]
        mov     rsi, [rsp]
        push_cfi rbp                                    // padding: the ExInfo is 16-byte aligned
        throw_frame KIND_THROW
        call    RhThrowEx
throw_return:
        ud2
        .cfi_adjust_cfa_offset -(EXINFO_BYTES + CONTEXT_BYTES + 8) // and the padding
2:      sub     rsp, 8                                  // a wait was refused: its exception says so
        .cfi_adjust_cfa_offset 8
        call    theseus_refused_wait
        add     rsp, 8
        .cfi_adjust_cfa_offset -8
        mov     rdi, rax
        jmp     1b
        .cfi_endproc
        .size   RhpThrowEx, . - RhpThrowEx

// RhpRethrow(): `throw;` inside a catch. The exception is the one of the newest ExInfo.
        .globl  RhpRethrow
        .type   RhpRethrow, @function
RhpRethrow:
        .cfi_startproc
        lea     rax, [rsp + 8]
        mov     rsi, [rsp]
        push_cfi rbp
        throw_frame 0
        mov     rdi, rdx
        call    RhRethrow
rethrow_return:
        ud2
        .cfi_endproc
        .size   RhpRethrow, . - RhpRethrow

// RhpThrowHwEx(EDI = code, RSI = faulting instruction, RAX = faulting stack pointer): entered by the return from
// a fault's handler, which has aligned RSP and kept every callee-saved register.
        .globl  RhpThrowHwEx
        .type   RhpThrowHwEx, @function
RhpThrowHwEx:
        .cfi_startproc
        throw_frame KIND_HARDWARE_FAULT
        call    RhThrowHwEx
throw_hw_return:
        ud2
        .cfi_endproc
        .size   RhpThrowHwEx, . - RhpThrowHwEx

        .globl  theseus_throw_hardware_exception_address
theseus_throw_hardware_exception_address:
        lea     rax, [rip + RhpThrowHwEx]
        ret

        .macro  funclet_prolog locals
        push_saved r15
        push_saved r14
        push_saved r13
        push_saved r12
        push_saved rbx
        push_saved rbp
        sub     rsp, \locals
        .cfi_adjust_cfa_offset \locals
        .endm
        .macro  funclet_epilog locals
        add     rsp, \locals
        .cfi_adjust_cfa_offset -\locals
        pop_saved rbp
        pop_saved rbx
        pop_saved r12
        pop_saved r13
        pop_saved r14
        pop_saved r15
        .endm
        .macro  load_registers display
        mov     rax, [\display + DISPLAY_RBX]
        mov     rbx, [rax]
        mov     rax, [\display + DISPLAY_RBP]
        mov     rbp, [rax]
        mov     rax, [\display + DISPLAY_R12]
        mov     r12, [rax]
        mov     rax, [\display + DISPLAY_R13]
        mov     r13, [rax]
        mov     rax, [\display + DISPLAY_R14]
        mov     r14, [rax]
        mov     rax, [\display + DISPLAY_R15]
        mov     r15, [rax]
        .endm

        // Takes the calls into native functions off the thread's list that lie below the frame whose registers these are: the
        // exception has left them. A frame with handlers has a frame pointer, above what it keeps of its own calls. Clobbers RAX,
        // R10, R11.
        .macro  drop_transitions display
        mov     rax, [\display + DISPLAY_RBP]
        mov     rax, [rax]
        mov     r10, gs:[CPU_THREAD]
        mov     r11, [r10 + THREAD_TRANSITION]
7:      test    r11, r11
        jz      8f
        cmp     r11, rax
        jae     8f
        mov     r11, [r11 + TRANSITION_OUTER]
        jmp     7b
8:      mov     [r10 + THREAD_TRANSITION], r11
        .endm

// RhpCallCatchFunclet(RDI = exception, RSI = handler, RDX = RegisterDisplay*, RCX = ExInfo*): runs the handler,
// drops every ExInfo below the frame that caught, and continues there at the address that the handler returned.
        .globl  RhpCallCatchFunclet
        .type   RhpCallCatchFunclet, @function
RhpCallCatchFunclet:
        .cfi_startproc
        funclet_prolog 40
        mov     [rsp + 8], rdx
        mov     [rsp + 16], rcx
        mov     r8, rsi
        drop_transitions rdx
        load_registers rdx
        call    r8
catch_return:
        mov     rdx, [rsp + 8]
        mov     rdx, [rdx + DISPLAY_SP]                 // stack pointer to resume with
        mov     rcx, [rsp + 16]
1:      mov     rcx, [rcx + EXINFO_PREVIOUS]
        test    rcx, rcx
        jz      2f
        cmp     rcx, rdx
        jb      1b
2:      mov     rsi, gs:[CPU_THREAD]
        mov     [rsi + THREAD_EXINFO], rcx
        mov     rsp, rdx
        cmp     dword ptr [rsi + THREAD_GUARD_OPEN], 0
        jne     3f
        jmp     rax
3:      push    rbp                                     // a stack overflow is over: its guard can be closed
        mov     rbp, rsp
        and     rsp, -16
        push    rax
        sub     rsp, 8
        call    theseus_close_stack_guard
        add     rsp, 8
        pop     rax
        mov     rsp, rbp
        pop     rbp
        jmp     rax
        .cfi_endproc
        .size   RhpCallCatchFunclet, . - RhpCallCatchFunclet

// RhpCallFinallyFunclet(RDI = handler, RSI = RegisterDisplay*)
        .globl  RhpCallFinallyFunclet
        .type   RhpCallFinallyFunclet, @function
RhpCallFinallyFunclet:
        .cfi_startproc
        funclet_prolog 24
        drop_transitions rsi
        load_registers rsi
        call    rdi
finally_return:
        funclet_epilog 24
        ret
        .cfi_endproc
        .size   RhpCallFinallyFunclet, . - RhpCallFinallyFunclet

// RhpCallFilterFunclet(RDI = exception, RSI = filter, RDX = RegisterDisplay*): AL = whether it accepts. A filter needs
// its owner's frame pointer only.
        .globl  RhpCallFilterFunclet
        .type   RhpCallFilterFunclet, @function
RhpCallFilterFunclet:
        .cfi_startproc
        funclet_prolog 8
        mov     rax, [rdx + DISPLAY_RBP]
        mov     rbp, [rax]
        call    rsi
filter_return:
        funclet_epilog 8
        ret
        .cfi_endproc
        .size   RhpCallFilterFunclet, . - RhpCallFilterFunclet

// RhpGetCurrentThreadStackTrace(buffer, length, addressInFrame): hands the caller's registers to C#.
        .globl  RhpGetCurrentThreadStackTrace
        .type   RhpGetCurrentThreadStackTrace, @function
RhpGetCurrentThreadStackTrace:
        .cfi_startproc
        lea     rax, [rsp + 8]
        mov     rcx, [rsp]
        push_cfi rbp                                    // padding
        push_context rcx, rdx
        mov     rcx, rsp
        call    theseus_stack_trace
        add     rsp, CONTEXT_BYTES + 8
        .cfi_adjust_cfa_offset -(CONTEXT_BYTES + 8)
        ret
        .cfi_endproc
        .size   RhpGetCurrentThreadStackTrace, . - RhpGetCurrentThreadStackTrace

// theseus_panic(text, length): hands the caller's registers to the panic, which does not return.
        .globl  theseus_panic
        .type   theseus_panic, @function
theseus_panic:
        .cfi_startproc
        lea     rax, [rsp + 8]
        mov     rcx, [rsp]
        push_cfi rbp
        push_context rcx, rdx
        mov     rdx, rsp
        call    theseus_panic_with_context
        ud2
        .cfi_endproc
        .size   theseus_panic, . - theseus_panic

        .globl  theseus_unwind_marks_address
theseus_unwind_marks_address:
        lea     rax, [rip + theseus_unwind_marks]
        ret

        .data
        .align  8
theseus_unwind_marks:
        .quad   throw_return, rethrow_return, throw_hw_return
        .quad   catch_return, finally_return, filter_return
        .quad   theseus_bounded_return

        .section .note.GNU-stack, "", @progbits
