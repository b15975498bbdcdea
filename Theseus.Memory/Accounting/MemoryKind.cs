namespace Theseus.Memory;

/// <summary>What a frame is used for. Every frame has a kind, always; the free ones too.</summary>
public enum MemoryKind : byte
{
    /// <summary>No RAM that the kernel may use: a hole, or the firmware's.</summary>
    NotRam,

    /// <summary>RAM that nobody holds.</summary>
    Free,

    /// <summary>RAM that stays as the firmware left it: ACPI tables, the first MiB.</summary>
    Firmware,

    /// <summary>The kernel's image.</summary>
    Image,

    /// <summary>A file that the boot loader brought.</summary>
    BootModule,

    /// <summary>The books of frames and pages themselves.</summary>
    Books,

    /// <summary>Page tables.</summary>
    PageTables,

    /// <summary>The garbage-collected heap.</summary>
    Heap,

    /// <summary>Native allocations of the runtime and the class library.</summary>
    NativeHeap,

    /// <summary>A stack.</summary>
    Stack,

    /// <summary>A device's buffers, and device memory.</summary>
    Device,

    /// <summary>The loaded sections of a cell.</summary>
    Cell,

    /// <summary>What the kernel and its drivers have taken beside the heaps.</summary>
    Kernel,

    /// <summary>What a running program has taken for itself.</summary>
    Program,

    /// <summary>What a task has taken for itself that was spawned as one of the system's own.</summary>
    Task,
}
