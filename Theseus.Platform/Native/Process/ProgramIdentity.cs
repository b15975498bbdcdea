using System.Runtime.CompilerServices;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Tasks.Programs;

namespace Theseus.Platform.Native.Process;

/// <summary>
/// What a program finds when it asks who it is: its cell, and not the kernel that the world has as its only EXE.
/// </summary>
internal static class ProgramIdentity
{
    /// <summary>
    /// Sets arguments and entry assembly. Both are the class library's own statics, and are put back after the program.
    /// </summary>
    public static void Set(CellNumber app, string name, string[] arguments)
    {
        CommandLine(null) = [name, .. arguments];
        EntryAssembly(null) = RuntimeTypeHandle.FromIntPtr(Apps.ModuleType(app));
        AppDomain.CurrentDomain.ProcessExit += EndNested;
    }

    /// <summary>
    /// The first of the handlers. <c>Environment.Exit</c> within one of the later ones comes here again, and ends the
    /// program at once, as it does on .NET: the handlers have been called.
    /// </summary>
    private static void EndNested(object? sender, EventArgs arguments)
    {
        if (ProgramRunner.IsExiting)
        {
            ProgramBoundary.Leave(ProgramEnd.Exited, Environment.ExitCode);
        }

        ProgramRunner.IsExiting = true;
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_commandLineArgs")]
    private static extern ref string[]? CommandLine(
        [UnsafeAccessorType("System.Environment, System.Private.CoreLib")] object? type);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_entryAssemblyType")]
    private static extern ref RuntimeTypeHandle EntryAssembly(
        [UnsafeAccessorType(
            "Internal.Runtime.CompilerHelpers.StartupCodeHelpers, System.Private.CoreLib")] object? type);
}
