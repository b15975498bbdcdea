using System.Text;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Tasks.Faults;

namespace Theseus.CellLinker;

/// <summary>Tells what a comparison has found to those who were not there.</summary>
internal static class DamageLog
{
    /// <summary>
    /// Enters a page that was wrong, or that nobody can judge, into the log of faults; one that is right is not
    /// entered.
    /// </summary>
    /// <param name="check">What was found.</param>
    /// <param name="at">The first byte that was wrong.</param>
    public static void Enter(in PageCheck check, VirtualAddress at)
    {
        if (check.IsDamage)
        {
            TaskFault.OfDamage((nuint)at.Value, check.Verdict, check.WrongBytes);
        }
    }

    /// <summary>Says it on the console.</summary>
    /// <param name="check">What was found.</param>
    /// <param name="at">The first byte that was wrong.</param>
    public static void Say(in PageCheck check, VirtualAddress at)
    {
        string where = CellRegistry.Find(at) is { } cell ? $"{cell.Name}: {cell.Describe(at)}" : $"{at}";
        string what = check.Verdict switch
        {
            PageVerdict.Mended when check.WrongBytes == 1 => "1 byte was not what its file says: mended",
            PageVerdict.Mended => $"{check.WrongBytes} bytes were not what their file says: mended",
            PageVerdict.FileDamaged => "the file is damaged that the page is made from; it is left as it is",
            _ => "the page is not what it was, and cannot be mended",
        };
        Tasks.Upcalls.Write(Encoding.UTF8.GetBytes($"scrubber: {where}: {what}\n"));
    }
}
