// From GRUB to the first C# instruction.
//
// GRUB (Multiboot2 specification 2.0, section 3.3) enters at theseus_boot32 in 32-bit protected mode, paging off,
// EAX = magic, EBX = physical address of the boot information. This code builds page tables that map the first
// GiB twice, at 0 and at the kernel window (virtual = physical + 0xFFFFFFFF80000000), turns on long mode
// (AMD64 manual volume 2, section 14.6) and calls theseus_start on a small stack in the image.

        .intel_syntax noprefix

        .set    KERNEL_WINDOW, 0xFFFFFFFF80000000
        .set    MULTIBOOT2_MAGIC, 0xE85250D6
        .set    BOOT_STACK_BYTES, 64 * 1024

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
        mov     edi, ebx                                // boot information

        // The CPU must know long mode and what .NET 10 needs, x86-64-v2: SSE4.2 and POPCNT.
        mov     eax, 0x80000000
        cpuid
        cmp     eax, 0x80000001
        jb      boot_bad_cpu
        mov     eax, 0x80000001
        cpuid
        test    edx, 1 << 29
        jz      boot_bad_cpu
        test    edx, 1 << 20                            // no-execute pages
        jz      boot_bad_cpu
        mov     eax, 1
        cpuid
        and     ecx, (1 << 20) | (1 << 23)
        cmp     ecx, (1 << 20) | (1 << 23)
        jne     boot_bad_cpu
        cmp     esi, 0x36D76289
        jne     boot_bad_loader

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

boot_bad_cpu:
        mov     ebx, offset message_cpu
        jmp     boot_say
boot_bad_loader:
        mov     ebx, offset message_loader
boot_say:                                               // EBX: text. Serial port and VGA text memory, then halt.
        mov     edi, 0xB8000
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
3:      mov     dx, 0xF4                                // QEMU's isa-debug-exit, where there is one
        mov     eax, 0x7E
        out     dx, eax
5:      hlt
        jmp     5b

message_cpu:    .asciz "Theseus: this CPU lacks long mode, NX, SSE4.2 or POPCNT (x86-64-v2 is needed).\n"
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
        mov     edi, edi
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
        mov     [rax + 8], rcx
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
        .globl  theseus_first_thread
theseus_first_thread:
        .skip   256

        .section .note.GNU-stack, "", @progbits
