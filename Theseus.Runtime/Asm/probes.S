// Instructions that make the CPU raise an exception, for the cell that shows what becomes of it (Testing/FaultProbe.cs).

        .intel_syntax noprefix
        .text

#include "macros.inc"

leaf theseus_probe_debug
        pushfq
        .cfi_adjust_cfa_offset 8
        or      dword ptr [rsp], 0x100                  // trap after the next instruction
        popfq
        .cfi_adjust_cfa_offset -8
        nop
        ret
endleaf theseus_probe_debug

// From the return on, a debug exception follows each instruction.
leaf theseus_probe_step
        pushfq
        .cfi_adjust_cfa_offset 8
        or      dword ptr [rsp], 0x100
        popfq
        .cfi_adjust_cfa_offset -8
        ret
endleaf theseus_probe_step

leaf theseus_probe_breakpoint
        int3
        ret
endleaf theseus_probe_breakpoint

leaf theseus_probe_overflow
        int     4
        ret
endleaf theseus_probe_overflow

leaf theseus_probe_bound
        int     5
        ret
endleaf theseus_probe_bound

leaf theseus_probe_no_device
        int     7
        ret
endleaf theseus_probe_no_device

// A vector that the interrupt table does not have: #GP.
leaf theseus_probe_vector
        int     200
        ret
endleaf theseus_probe_vector

// A selector that the descriptor table does not have: #GP.
leaf theseus_probe_segment
        mov     eax, 0x1230
        mov     es, ax
        ret
endleaf theseus_probe_segment

// An address that no page table can map, by way of the stack segment: #SS.
leaf theseus_probe_stack
        push_saved rbp
        movabs  rbp, 0x8000000000000000
        mov     rcx, [rbp]
        pop_saved rbp
        ret
endleaf theseus_probe_stack

// MOVAPS wants 16 bytes alignment: #GP.
leaf theseus_probe_misaligned
        movaps  xmm0, [rsp + 1]
        movaps  xmm0, [rsp + 9]
        ret
endleaf theseus_probe_misaligned

leaf theseus_probe_sse
        push    0x1D80                                  // division by zero is not masked
        .cfi_adjust_cfa_offset 8
        ldmxcsr [rsp]
        add     rsp, 8
        .cfi_adjust_cfa_offset -8
        mov     eax, 1
        cvtsi2sd xmm0, eax
        xorps   xmm1, xmm1
        divsd   xmm0, xmm1
        ret
endleaf theseus_probe_sse

leaf theseus_probe_x87
        push    0x37B                                   // division by zero is not masked
        .cfi_adjust_cfa_offset 8
        fninit
        fldcw   [rsp]
        add     rsp, 8
        .cfi_adjust_cfa_offset -8
        fld1
        fldz
        fdivp
        fwait
        ret
endleaf theseus_probe_x87

        .section .note.GNU-stack, "", @progbits
