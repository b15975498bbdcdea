namespace Theseus.Tasks.Supervision;

/// <summary>Why a supervisor does not do what was asked, or has not done what it was for.</summary>
public enum SupervisionError
{
    /// <summary>It was ended: disposed of, or with the task or the supervisor that it belonged to.</summary>
    Ended,

    /// <summary>Its children have failed too often.</summary>
    GaveUp,

    /// <summary>Its own task was killed, or had to come to an end.</summary>
    Killed,

    /// <summary><see cref="StateStore"/> keeps as many states as it can.</summary>
    TooManyStates,
}
