namespace Theseus.Build.Machine.Debugging;

/// <summary>What went wrong between us and a machine's debugger stub.</summary>
public enum DebuggerError
{
    /// <summary>Nobody listens at the socket within the time.</summary>
    NoStub,

    /// <summary>No whole answer came within the time.</summary>
    Timeout,

    /// <summary>The other side has ended the connection: the machine is gone.</summary>
    Closed,

    /// <summary>Packets were garbled, in either direction, again and again.</summary>
    Garbled,

    /// <summary>The stub says no, with a number: an address is not mapped, most likely.</summary>
    Refused,

    /// <summary>The stub does not know the command.</summary>
    Unknown,

    /// <summary>The answer is not one to what was asked.</summary>
    BadAnswer,

    /// <summary>The machine runs, and only one that is stopped can be asked that.</summary>
    Running,
}
