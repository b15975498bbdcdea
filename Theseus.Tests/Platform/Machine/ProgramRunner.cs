namespace Theseus.Tasks.Programs;

/// <summary>Programs on the host: none is begun.</summary>
internal static class ProgramRunner
{
    public static string CurrentName => "program";

    public static void RunMainTask()
    {
    }
}
