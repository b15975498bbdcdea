namespace Theseus.Tasks.Programs;

/// <summary>Programs on the host: none runs.</summary>
internal static class ProgramRunner
{
    public static int Depth => 0;

    public static string CurrentName => "program";
}
