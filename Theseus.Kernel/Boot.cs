using System.Runtime;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Memory.Physical;
using Theseus.Platform.Devices;
using Theseus.Platform.Native.Time;
using Theseus.Platform.Terminal;
using Theseus.Runtime;
using Theseus.Runtime.Diagnostics;
using Theseus.Runtime.Interrupts;
using Theseus.Runtime.Startup;
using Theseus.Runtime.Unwind;
using Theseus.Tasks.Kill;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Theseus.Kernel;

/// <summary>The boot sequence. Each line says what holds from there on.</summary>
internal static class Boot
{
    /// <summary>
    /// The first C# method: Asm/boot.S calls it on the boot stack, interrupts off, with the loader's page tables and
    /// the physical address of the boot information. No allocation until <see cref="World.Initialize"/> has begun.
    /// </summary>
    [Resident, RuntimeExport("theseus_start")]
    private static void Start(nuint bootInformation)
    {
        Clock.MarkLoader();                         // the boot's own time is known
        CodeRegions.Initialize();                   // the nano-core's code is known
        SerialPort.Initialize();                    // text goes out
        KernelLog.Write("Theseus: hello from C#\n"u8);
        ExecFrames.Detect();                       // a panic is told apart from output
        Descriptors.Initialize();                   // faults are answered, by a panic
        CpuFeatures.Detect();                       // IsSupported answers truly
        InterruptController.Initialize();           // devices are silent
        BootInformation.Parse(bootInformation);     // the loader's memory is not needed any more
        BootInformation.Needs.Require();            // the machine is large enough, and all files are there
        FrameAllocator.Initialize(AddressSpace.ImageStart, AddressSpace.ImageEnd); // every frame has an owner
        // text is not writable, data not executable, null not mapped; mappings can be had
        AddressSpace.Initialize();
        AddressSpace.AttachNames();                 // panics name methods
        CellBoot.Initialize();                      // every cell has addresses; the nano-core's references lead to them
        NanoCoreImage.Seal();                       // code and constants of the nano-core cannot be written any more
        NanoCoreCopy.Take();                        // what changes of them all the same can be mended
        BootStack.Leave();                          // goes on below
    }

    /// <summary>
    /// The second half, on a stack with a guard. It is in a cell: calling it loads it, and so on from there.
    /// </summary>
    [RuntimeExport("theseus_go_on")]
    private static void GoOn()
    {
        Require(GcHeap.Initialize((nuint)FrameAllocator.FreeFrames * Frame.Bytes), "the heap"u8);
        World.Initialize(CellRegistry.ModuleHeader); // objects, statics, casts, exceptions
        Faults.AllowExceptions();                   // faults of managed code are exceptions
        Require(Instances.Initialize(), "the books of programs"u8);
        BootStack.EnterInstance();                  // the boot's task is of the first instance
        Require(FinalizerTask.Initialize(), "the finalizers' stack"u8);
        Require(KillTask.Initialize(), "the stack of the task that kills"u8);
        Require(SystemTask.TryStartScrubber(), "the scrubber's stack"u8);
        Drivers.Start();                            // time passes, text is also on the screen, keys have a meaning
        TimerInterrupt.Initialize();                // the timer ticks, once interrupts are on
        InputDevices.Initialize();                  // interrupts are on, keys arrive
        int status = World.RunMain();               // initialisers, then Program.Main
        Power.Off((byte)status);
    }

    private static void Require(bool done, ReadOnlySpan<byte> what)
    {
        if (!done)
        {
            KernelLog.Write("Theseus: no memory for "u8);
            KernelLog.Write(what);
            KernelLog.Write("\n"u8);
            Panic.Stop("too little memory"u8);
        }
    }
}
