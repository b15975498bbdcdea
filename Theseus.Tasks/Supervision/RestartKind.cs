namespace Theseus.Tasks.Supervision;

/// <summary>At which of its ends a child begins anew.</summary>
public enum RestartKind
{
    /// <summary>At each: it is to run for ever.</summary>
    Permanent,

    /// <summary>
    /// Unless it has returned: then its work is done. It is not begun anew with the others either.
    /// </summary>
    Transient,

    /// <summary>Never. It ends with the others where those begin anew.</summary>
    Temporary,
}
