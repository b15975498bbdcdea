using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Platform.Native.Terminal;
using Theseus.Platform.Terminal;

namespace Theseus.Platform.Native.Process;

/// <summary>
/// A program's life as far as it is above <see cref="Theseus.Tasks"/>: what that layer declares in its Upcalls.
/// </summary>
internal static class ProgramHost
{
    [RuntimeExport("theseus_console_write")]
    private static void Write(ReadOnlySpan<byte> text) => ConsoleOutput.Write(text);

    [RuntimeExport("theseus_program_name")]
    private static string NameOf(CellNumber app) => Apps.NameOf(app);

    [RuntimeExport("theseus_program_run")]
    private static void Run(CellNumber app, string[] arguments)
    {
        ProgramIdentity.Set(app, Apps.NameOf(app), arguments);
        ModuleInitializers.Run(app, forEver: false);
        int? status = Apps.Run(app, arguments);
        WaitForForegroundThreads(null);
        Environment.Exit(status ?? Environment.ExitCode);
    }

    /// <summary>CoreLib's own wait, which its Main would do.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod)]
    private static extern void WaitForForegroundThreads(Thread? target);

    [RuntimeExport("theseus_program_begin")]
    private static void Begin() => NativeSignals.Begin();

    [RuntimeExport("theseus_program_end")]
    private static void End() => NativeTerminal.OnProgramEnd();

    [RuntimeExport("theseus_program_put_back_cell")]
    private static void PutBackCell(CellNumber app) => CellInstances.PutBack(app);
}
