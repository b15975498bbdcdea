namespace Theseus.Build.Machine;

/// <summary>Exit statuses of <c>./theseus exec</c> that are not a line's own.</summary>
public static class ExecStatus
{
    /// <summary>The machine did not finish in time.</summary>
    public const int Timeout = 124;
    /// <summary>The kernel panicked.</summary>
    public const int Panic = 125;
    /// <summary>The machine ended without having run the lines.</summary>
    public const int BootFailed = 126;
    /// <summary>The line's command is unknown to the prompt.</summary>
    public const int UnknownCommand = 127;
}
