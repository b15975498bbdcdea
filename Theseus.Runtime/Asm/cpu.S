// CPU and port primitives that C# cannot say. Each is a leaf with the System V calling convention, bound by
// [RuntimeImport]; their C# declarations and units are in Cpu.cs.

        .intel_syntax noprefix
        .text

#include "macros.inc"

leaf theseus_image_address
        lea     rax, [rip + theseus_image]
        ret
endleaf theseus_image_address

leaf theseus_out8
        mov     edx, edi
        mov     eax, esi
        out     dx, al
        ret
endleaf theseus_out8

leaf theseus_out16
        mov     edx, edi
        mov     eax, esi
        out     dx, ax
        ret
endleaf theseus_out16

leaf theseus_out32
        mov     edx, edi
        mov     eax, esi
        out     dx, eax
        ret
endleaf theseus_out32

leaf theseus_in32
        mov     edx, edi
        in      eax, dx
        ret
endleaf theseus_in32

leaf theseus_in8
        mov     edx, edi
        xor     eax, eax
        in      al, dx
        ret
endleaf theseus_in8

leaf theseus_in16
        mov     edx, edi
        xor     eax, eax
        in      ax, dx
        ret
endleaf theseus_in16

leaf theseus_rdtsc
        rdtsc
        shl     rdx, 32
        or      rax, rdx
        ret
endleaf theseus_rdtsc

leaf theseus_read_cr2
        mov     rax, cr2
        ret
endleaf theseus_read_cr2

leaf theseus_write_cr3
        mov     cr3, rdi
        ret
endleaf theseus_write_cr3

leaf theseus_invlpg
        invlpg  [rdi]
        ret
endleaf theseus_invlpg

leaf theseus_write_msr
        mov     ecx, edi
        mov     eax, esi
        mov     rdx, rsi
        shr     rdx, 32
        wrmsr
        ret
endleaf theseus_write_msr

// cpuid(leaf, subleaf, uint* eax_ebx_ecx_edx)
leaf theseus_cpuid
        push    rbx
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset rbx, 0
        mov     r8, rdx
        mov     eax, edi
        mov     ecx, esi
        cpuid
        mov     [r8], eax
        mov     [r8 + 4], ebx
        mov     [r8 + 8], ecx
        mov     [r8 + 12], edx
        pop     rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore rbx
        ret
endleaf theseus_cpuid

// rdrand(ulong* value): 1 and a value, or 0 where the CPU gave none in ten tries (Intel SDM 7.3.17.1).
leaf theseus_rdrand
        mov     ecx, 10
1:      rdrand  rax
        jc      2f
        dec     ecx
        jnz     1b
        xor     eax, eax
        ret
2:      mov     [rdi], rax
        mov     eax, 1
        ret
endleaf theseus_rdrand

// rdseed(ulong* value): as above, of the generator's source itself, which is slower to refill.
leaf theseus_rdseed
        mov     ecx, 100
1:      rdseed  rax
        jc      2f
        pause
        dec     ecx
        jnz     1b
        xor     eax, eax
        ret
2:      mov     [rdi], rax
        mov     eax, 1
        ret
endleaf theseus_rdseed

leaf theseus_pause
        pause
        ret
endleaf theseus_pause

leaf theseus_sti
        sti
        ret
endleaf theseus_sti

// Returns whether interrupts were on (1) or off (0), and turns them off.
leaf theseus_cli
        pushfq
        .cfi_adjust_cfa_offset 8
        pop     rax
        .cfi_adjust_cfa_offset -8
        shr     eax, 9
        and     eax, 1
        cli
        ret
endleaf theseus_cli

// Turns interrupts on and halts until one has been served; no interrupt fits between the two instructions.
leaf theseus_wait_for_interrupt
        sti
        hlt
        ret
endleaf theseus_wait_for_interrupt

leaf theseus_halt_for_ever
        cli
1:      hlt
        jmp     1b
endleaf theseus_halt_for_ever

leaf theseus_lidt
        lidt    [rdi]
        ret
endleaf theseus_lidt

// load_gdt(pointer, taskRegisterSelector): loads the GDT, reloads CS with 0x08 and the data segments with 0x10.
leaf theseus_load_gdt
        lgdt    [rdi]
        mov     ax, 0x10
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        ltr     si
        pop     rax
        .cfi_adjust_cfa_offset -8
        .cfi_register rip, rax
        push    0x08
        .cfi_adjust_cfa_offset 8
        push    rax
        .cfi_adjust_cfa_offset 8
        retfq
endleaf theseus_load_gdt

leaf theseus_current_thread
        mov     rax, gs:[CPU_THREAD]
        ret
endleaf theseus_current_thread

leaf theseus_stack_pointer
        lea     rax, [rsp + 8]
        ret
endleaf theseus_stack_pointer

// call_with_registers(delegate*<first, second, lowest, void*> body, first, second): pushes both arguments and every
// callee-saved register, so that a conservative scan from the stack pointer it passes sees what they hold, and calls. No
// word of its frame is left as it was found.
leaf theseus_call_with_registers
        push_cfi rdx
        push_cfi rsi
        push_all_saved
        push_cfi rsi
        mov     rax, rdi
        mov     rdi, rsi
        mov     rsi, rdx
        mov     rdx, rsp
        call    rax
        add     rsp, 8
        .cfi_adjust_cfa_offset -8
        pop_all_saved
        add     rsp, 16
        .cfi_adjust_cfa_offset -16
        ret
endleaf theseus_call_with_registers

// clear_stack_below(lowest): zeroes what lies below the caller's frame, from lowest on. Interrupts have stacks of their own.
leaf theseus_clear_stack_below
        mov     rcx, rsp
        sub     rcx, rdi
        jbe     1f
        shr     rcx, 3
        xor     eax, eax
        rep stosq
1:      ret
endleaf theseus_clear_stack_below

// run_bounded(body, boundary): calls body with the stack pointer to come back to in *boundary. 0 if body returned, 1 if
// somebody came back by theseus_abandoned, with that stack pointer, instead. No exception is looked for a handler beyond
// theseus_bounded_return: what lies above is not the program's.
leaf theseus_run_bounded
        push_all_saved
        sub     rsp, 8
        .cfi_adjust_cfa_offset 8
        mov     [rsi], rsp
        call    rdi
        .globl  theseus_bounded_return
theseus_bounded_return:
        xor     eax, eax
1:      add     rsp, 8
        .cfi_adjust_cfa_offset -8
        pop_all_saved
        ret
        .cfi_adjust_cfa_offset 56
theseus_abandoned:
        mov     eax, 1
        jmp     1b
endleaf theseus_run_bounded

// Entered by the return from a fault's handler, on a stack apart: what was abandoned is let go of, then its boundary goes on.
        .globl  theseus_abandon
        .type   theseus_abandon, @function
theseus_abandon:
        .cfi_startproc
        .cfi_undefined rip
        call    theseus_release_abandoned
        mov     rsp, rax
        jmp     theseus_abandoned
        .cfi_endproc
        .size   theseus_abandon, . - theseus_abandon

leaf theseus_abandon_address
        lea     rax, [rip + theseus_abandon]
        ret
endleaf theseus_abandon_address

// What runs class constructors, by which their frames are known.
leaf theseus_ensure_constructed_address
        mov     rax, [rip + theseus_ensure_constructed]
        ret
endleaf theseus_ensure_constructed_address

        .data
        .align  8
        .globl  theseus_ensure_constructed
theseus_ensure_constructed:
        .quad   S_P_CoreLib_System_Runtime_CompilerServices_ClassConstructorRunner__EnsureClassConstructorRun
        .text

leaf theseus_abandoned_address
        lea     rax, [rip + theseus_abandoned]
        ret
endleaf theseus_abandoned_address

// leave_for(stackPointer, ThreadControlBlock* thread): leaves everything for that stack pointer of that thread, a boundary.
leaf theseus_leave_for
        mov     gs:[CPU_THREAD], rsi
        mov     rsp, rdi
        jmp     theseus_abandoned
endleaf theseus_leave_for

// set_current_thread(ThreadControlBlock* thread): for who changes the stack by the return from an interrupt.
leaf theseus_set_current_thread
        mov     gs:[CPU_THREAD], rdi
        ret
endleaf theseus_set_current_thread

// switch_thread(void** saveStackPointer, void* loadStackPointer, ThreadControlBlock* next): leaves this stack for another
// that was left the same way (or laid out so by ThreadControlBlock.Prepare).
leaf theseus_switch_thread
        push_all_saved
        mov     [rdi], rsp
        mov     rsp, rsi
        mov     gs:[CPU_THREAD], rdx
        pop_all_saved
        ret
endleaf theseus_switch_thread

// switch_to_interrupted(void** saveStackPointer, InterruptFrame* frame, ThreadControlBlock* next): as above, for one that an
// interrupt has stopped. Interrupts are off, so nothing is pushed on what lies below the frame.
leaf theseus_switch_to_interrupted
        push_all_saved
        mov     [rdi], rsp
        mov     gs:[CPU_THREAD], rdx
        mov     rsp, rsi
        jmp     theseus_interrupt_return
endleaf theseus_switch_to_interrupted

// The first frame of a new stack: R12 holds the function to call. The walk of a stack ends here.
        .globl  theseus_thread_start
        .type   theseus_thread_start, @function
theseus_thread_start:
        .cfi_startproc
        .cfi_undefined rip
        sti                                             // switches are made with interrupts off
        call    r12
        ud2
        .cfi_endproc
        .size   theseus_thread_start, . - theseus_thread_start

leaf theseus_thread_start_address
        lea     rax, [rip + theseus_thread_start]
        ret
endleaf theseus_thread_start_address

        .section .note.GNU-stack, "", @progbits
