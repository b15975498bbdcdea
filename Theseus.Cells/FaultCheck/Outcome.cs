namespace Theseus.Cells.FaultCheck;

/// <summary>What an action came to, in a word.</summary>
internal static class Outcome
{
    public static string Of(Action action)
    {
        try
        {
            action();
            return "done";
        }
        catch (Exception exception)
        {
            return exception.GetType().Name;
        }
    }
}
