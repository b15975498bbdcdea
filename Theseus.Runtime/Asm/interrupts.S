// Entry from interrupts and exceptions (Intel SDM volume 3, chapter 6). Each vector has a stub that evens out the
// error code and pushes its number; the common part saves all general registers and the SSE state and calls
// theseus_interrupt with the frame (InterruptFrame in C#). Every gate switches to a stack of its own (IST), so the
// red zone that musl's code uses below the interrupted stack pointer is never written.

        .intel_syntax noprefix
        .text

#include "macros.inc"

        .altmacro
        .macro  stub number
        .align  INTERRUPT_STUB_BYTES
        .if     (\number == 8) || (\number >= 10 && \number <= 14) || (\number == 17) || (\number == 21) || (\number == 29) || (\number == 30)
        .else
        push    0
        .endif
        push    \number
        jmp     interrupt_common
        .endm

        .globl  theseus_interrupt_stubs
        .align  INTERRUPT_STUB_BYTES
theseus_interrupt_stubs:
        .set    vector, 0
        .rept   INTERRUPT_VECTORS
        stub    %vector
        .set    vector, vector + 1
        .endr

        .type   interrupt_common, @function
interrupt_common:
        .cfi_startproc
        .cfi_undefined rip
        push    rax
        push    rcx
        push    rdx
        push    rbx
        push    rbp
        push    rsi
        push    rdi
        push    r8
        push    r9
        push    r10
        push    r11
        push    r12
        push    r13
        push    r14
        push    r15
        sub     rsp, SSE_STATE_BYTES
        fxsave  [rsp]
        ldmxcsr [rip + masked]                          // what a program has unmasked is not to stop the handler
        cld
        mov     rdi, rsp
        call    theseus_interrupt
        // With a frame at RSP: goes on there. The CFI's last word is on the frame that was made here.
        .globl  theseus_interrupt_return
theseus_interrupt_return:
        fxrstor [rsp]
        add     rsp, SSE_STATE_BYTES
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     r11
        pop     r10
        pop     r9
        pop     r8
        pop     rdi
        pop     rsi
        pop     rbp
        pop     rbx
        pop     rdx
        pop     rcx
        pop     rax
        add     rsp, 16
        iretq
        .cfi_endproc
        .size   interrupt_common, . - interrupt_common

        .section .rodata
        .align  4
masked: .long   0x1F80
        .text

        .globl  theseus_interrupt_stubs_address
theseus_interrupt_stubs_address:
        lea     rax, [rip + theseus_interrupt_stubs]
        ret

// Stacks that the interrupt stack table points at, one for each use, lowest address first; a page below each becomes its guard
// (InterruptStacks in C#).
        .bss
        .align  4096
theseus_interrupt_stacks:
        .skip   INTERRUPT_STACKS * (INTERRUPT_GUARD_BYTES + INTERRUPT_STACK_BYTES)
        .text
        .globl  theseus_interrupt_stacks_address
theseus_interrupt_stacks_address:
        lea     rax, [rip + theseus_interrupt_stacks]
        ret

        .section .note.GNU-stack, "", @progbits
