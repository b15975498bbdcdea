namespace Theseus.Tasks.Programs;

/// <summary>How what runs inside a program's boundary has come to its end.</summary>
internal enum ProgramEnd
{
    /// <summary>Not yet; or by a stack that overflowed again while its overflow was handled.</summary>
    None,

    /// <summary>By <c>Environment.Exit</c>, or by the return of Main, which comes to the same.</summary>
    Exited,

    /// <summary>By <c>Environment.FailFast</c>, which has said why.</summary>
    Aborted,

    /// <summary>By an exception that nobody handles.</summary>
    Unhandled,

    /// <summary>From outside, by Ctrl-C.</summary>
    Interrupted,

    /// <summary>By a finalizer that did not come to its end.</summary>
    Overdue,

    /// <summary>With a task that was cut where nothing can go on without it.</summary>
    Cut,

    /// <summary>From outside, by whoever has said so.</summary>
    Killed,
}
