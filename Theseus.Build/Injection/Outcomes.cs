namespace Theseus.Build.Injection;

/// <summary>What outcomes mean.</summary>
public static class Outcomes
{
    /// <summary>The fault was there, and somebody could have noticed it.</summary>
    public static bool IsManifested(Outcome outcome) => outcome >= Outcome.CodeMended;

    /// <summary>It was, and the system is as it should be again.</summary>
    public static bool IsRecovered(Outcome outcome) =>
        outcome is >= Outcome.CodeMended and <= Outcome.CellReplaced;

    /// <summary>It was, and something is lost.</summary>
    public static bool IsLoss(Outcome outcome) => outcome >= Outcome.ServiceLost;
}
