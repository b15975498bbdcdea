using System.Runtime.CompilerServices;
using Theseus.CellLinker;

namespace Theseus.Platform.Programs;

/// <summary>What a program finds when it asks who it is: its cell, and not the kernel that the world has as its only EXE.</summary>
internal static class ProgramIdentity
{
    /// <summary>True once a program's exit handlers are being called.</summary>
    private static bool s_isExiting;

    /// <summary>Sets arguments and entry assembly. Both are the class library's own statics, and are put back after the program.</summary>
    public static void Set(int app, string name, string[] arguments)
    {
        CommandLine(null) = [name, .. arguments];
        EntryAssembly(null) = RuntimeTypeHandle.FromIntPtr(Apps.ModuleType(app));
        AppDomain.CurrentDomain.ProcessExit += EndNested;
    }

    /// <summary>
    /// The first of the handlers. <c>Environment.Exit</c> within one of the later ones comes here again, and ends the program at once, as
    /// it does on .NET: the handlers have been called.
    /// </summary>
    private static void EndNested(object? sender, EventArgs arguments)
    {
        if (s_isExiting)
        {
            ProgramBoundary.Leave(ProgramEnd.Exited, Environment.ExitCode);
        }

        s_isExiting = true;
    }

    /// <summary>Says whether the program whose turn it is now is exiting; returns what was said of the one before.</summary>
    public static bool SetExiting(bool isExiting)
    {
        bool before = s_isExiting;
        s_isExiting = isExiting;
        return before;
    }

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_commandLineArgs")]
    private static extern ref string[]? CommandLine([UnsafeAccessorType("System.Environment, System.Private.CoreLib")] object? type);

    [UnsafeAccessor(UnsafeAccessorKind.StaticField, Name = "s_entryAssemblyType")]
    private static extern ref RuntimeTypeHandle EntryAssembly(
        [UnsafeAccessorType("Internal.Runtime.CompilerHelpers.StartupCodeHelpers, System.Private.CoreLib")] object? type);
}
