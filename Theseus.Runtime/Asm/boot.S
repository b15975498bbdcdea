// From GRUB to the first C# instruction.
//
// GRUB (Multiboot2 specification 2.0, section 3.3) enters at theseus_boot32 in 32-bit protected mode, paging off,
// EAX = magic, EBX = physical address of the boot information. This code builds page tables that map the first
// GiB twice, at 0 and at the kernel window (virtual = physical + 0xFFFFFFFF80000000), turns on long mode
// (AMD64 manual volume 2, section 14.6) and calls theseus_start on a small stack in the image.

        .intel_syntax noprefix

#include "macros.inc"

        .set    KERNEL_WINDOW, 0xFFFFFFFF80000000
        .set    MULTIBOOT2_MAGIC, 0xE85250D6
        .set    BOOT_STACK_BYTES, 64 * 1024
        .set    FEATURE_ENTRY, 16

        .section .boot, "ax", @progbits
        .align  8
multiboot2_header:
        .long   MULTIBOOT2_MAGIC
        .long   0                                       // architecture: i386 protected mode
        .long   multiboot2_end - multiboot2_header
        .long   0x100000000 - (MULTIBOOT2_MAGIC + 0 + (multiboot2_end - multiboot2_header))
        .align  8
        .short  5, 1                                    // framebuffer wanted, optional
        .long   20, 1024, 768, 32
        .align  8
        .short  6, 0                                    // modules page-aligned
        .long   8
        .align  8
        .short  0, 0
        .long   8
multiboot2_end:

        .code32
        .globl  theseus_boot32
        .type   theseus_boot32, @function
theseus_boot32:
        cli
        cld
        mov     esp, offset boot_stack_low_end
        mov     esi, eax                                // magic
        mov     [boot_information], ebx

        // The CPU must have what the compiler was told to use, x86-64-v2 (System V ABI, table 3.1), and what this kernel does.
        call    boot_read_features
        mov     ebx, offset feature_table
        xor     ebp, ebp                                // features that are missing
6:      movzx   eax, word ptr [ebx]
        bt      dword ptr [features], eax
        jc      7f
        push    ebx
        test    ebp, ebp
        mov     ebx, offset message_cpu
        jz      8f
        mov     ebx, offset message_comma
8:      call    boot_print
        mov     ebx, [esp]
        add     ebx, 2
        call    boot_print
        pop     ebx
        inc     ebp
7:      add     ebx, FEATURE_ENTRY
        cmp     ebx, offset feature_table_end
        jb      6b
        mov     ebx, offset message_cpu_end
        test    ebp, ebp
        jnz     boot_say
        cmp     esi, 0x36D76289
        mov     ebx, offset message_loader
        jne     boot_say

        // PML4[0] and PML4[511] -> PDPT; PDPT[0] and PDPT[510] -> PD; PD maps 1 GiB by 2 MiB pages.
        mov     eax, offset boot_pdpt + 3
        mov     [boot_pml4], eax
        mov     [boot_pml4 + 511 * 8], eax
        mov     eax, offset boot_pd + 3
        mov     [boot_pdpt], eax
        mov     [boot_pdpt + 510 * 8], eax
        mov     eax, 0x83                               // present, writable, 2 MiB
        xor     ecx, ecx
1:      mov     [boot_pd + ecx * 8], eax
        add     eax, 0x200000
        inc     ecx
        cmp     ecx, 512
        jne     1b

        mov     eax, cr4
        or      eax, (1 << 5) | (1 << 7) | (1 << 9) | (1 << 10)  // PAE, PGE, OSFXSR, OSXMMEXCPT
        mov     cr4, eax
        mov     eax, offset boot_pml4
        mov     cr3, eax
        mov     ecx, 0xC0000080                         // EFER: LME, NXE
        rdmsr
        or      eax, (1 << 8) | (1 << 11)
        wrmsr
        mov     eax, cr0
        and     eax, 0xFFFFFFFB                         // EM off
        or      eax, 0x80010022                         // PG, WP, NE, MP
        mov     cr0, eax
        lgdt    [boot_gdt_pointer]
        ljmp    0x08, offset boot_long_mode

// Four words of feature bits: CPUID 1 ECX and EDX, 0x80000001 ECX and EDX; what the CPU does not report has none.
boot_read_features:
        pushad
        mov     eax, 1
        cpuid
        mov     [features], ecx
        mov     [features + 4], edx
        mov     eax, 0x80000000
        cpuid
        cmp     eax, 0x80000001
        jb      9f
        mov     eax, 0x80000001
        cpuid
        mov     [features + 8], ecx
        mov     [features + 12], edx
9:      popad
        ret

boot_print:                                             // EBX: text, to the serial port and VGA text memory. Changes EAX, EBX, ECX, EDX.
        mov     edi, [screen]
2:      mov     cl, [ebx]
        test    cl, cl
        jz      3f
        mov     dx, 0x3FD
4:      in      al, dx
        test    al, 0x20
        jz      4b
        mov     al, cl
        mov     dx, 0x3F8
        out     dx, al
        mov     ah, 0x4F
        mov     [edi], ax
        add     edi, 2
        inc     ebx
        jmp     2b
3:      mov     [screen], edi
        ret

boot_say:                                               // EBX: the last text; then halt
        call    boot_print
        mov     dx, 0xF4                                // QEMU's isa-debug-exit, where there is one
        mov     eax, 0x7E
        out     dx, eax
5:      hlt
        jmp     5b

        .macro  feature word, bit, name
9:      .short  \word * 32 + \bit
        .asciz  "\name"
        .skip   FEATURE_ENTRY - (. - 9b)
        .endm
feature_table:
        feature 0, 0, SSE3
        feature 0, 9, SSSE3
        feature 0, 13, CMPXCHG16B
        feature 0, 19, SSE4.1
        feature 0, 20, SSE4.2
        feature 0, 23, POPCNT
        feature 1, 0, FPU
        feature 1, 4, TSC
        feature 1, 5, MSR
        feature 1, 6, PAE
        feature 1, 8, CMPXCHG8B
        feature 1, 13, PGE
        feature 1, 15, CMOV
        feature 1, 16, PAT
        feature 1, 23, MMX
        feature 1, 24, FXSAVE
        feature 1, 25, SSE
        feature 1, 26, SSE2
        feature 2, 0, LAHF-SAHF
        feature 3, 20, NX
        feature 3, 29, long-mode
feature_table_end:
        .align  4
boot_information: .long 0
features:       .long   0, 0, 0, 0
screen:         .long   0xB8000
message_cpu:    .asciz "Theseus: this CPU lacks "
message_comma:  .asciz ", "
message_cpu_end: .asciz ", which x86-64-v2 has and this system needs.\n"
message_loader: .asciz "Theseus: not started by a Multiboot2 loader.\n"

        .code64
boot_long_mode:
        mov     ax, 0x10
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        xor     eax, eax
        mov     fs, ax
        mov     gs, ax
        mov     edi, [boot_information]
        movabs  rax, offset boot_high
        jmp     rax

        .align  16
boot_gdt:
        .quad   0
        .quad   0x00AF9A000000FFFF                      // 64-bit code
        .quad   0x00CF92000000FFFF                      // data
boot_gdt_pointer:
        .short  23
        .long   boot_gdt

        .section .boot.bss, "aw", @nobits
        .align  4096
boot_pml4:      .skip   4096
boot_pdpt:      .skip   4096
boot_pd:        .skip   4096
                .skip   64
boot_stack_low_end:

// ---- in the kernel window ------------------------------------------------------------------------------------

        .text
        .type   boot_high, @function
boot_high:
        .cfi_startproc
        .cfi_undefined rip
        lea     rsp, [rip + theseus_boot_stack_end]
        xor     ebp, ebp
        push    rbp
        push    rbp
        // FS: the block where musl's code finds its stack canary (%fs:0x28). GS: this CPU's block.
        mov     ecx, 0xC0000100
        lea     rax, [rip + theseus_fs_block]
        mov     rdx, rax
        shr     rdx, 32
        wrmsr
        mov     ecx, 0xC0000101
        lea     rax, [rip + theseus_cpu_block]
        mov     rdx, rax
        shr     rdx, 32
        wrmsr
        lea     rax, [rip + theseus_cpu_block]
        mov     [rax], rax
        lea     rcx, [rip + theseus_first_thread]
        mov     [rax + CPU_THREAD], rcx
        mov     dword ptr [rsp], 0x1F80
        ldmxcsr [rsp]
        fninit
        call    theseus_start
        ud2
        .cfi_endproc
        .size   boot_high, . - boot_high

// theseus_go_on_on_stack(high): the second half of the boot sequence, on another stack, where every walk ends.
        .globl  theseus_go_on_on_stack
        .type   theseus_go_on_on_stack, @function
theseus_go_on_on_stack:
        .cfi_startproc
        .cfi_undefined rip
        mov     rsp, rdi
        xor     ebp, ebp
        call    theseus_go_on
        ud2
        .cfi_endproc
        .size   theseus_go_on_on_stack, . - theseus_go_on_on_stack

        .data
        .align  16
theseus_fs_block:
        .quad   theseus_fs_block, 0, 0, 0, 0
        .globl  __security_cookie
__security_cookie:                                      // %fs:0x28, and the name that CoreLib knows
        .quad   0x5C3A9E17B04D62F8
        .quad   0, 0

        .bss
        .align  4096
        .globl  theseus_boot_stack
theseus_boot_stack:
        .skip   BOOT_STACK_BYTES
        .globl  theseus_boot_stack_end
theseus_boot_stack_end:
        .align  64
        .globl  theseus_cpu_block
theseus_cpu_block:
        .skip   256
        .align  64
        .globl  theseus_first_thread
theseus_first_thread:
        .skip   THREAD_ROOM

        .section .note.GNU-stack, "", @progbits
