using System.Globalization;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory.Testing;
using Theseus.Tasks.Programs;

namespace Theseus.Cells.FaultCheck;

/// <summary>
/// Lets allocations of ordinary operations fail, one a program. Such a program meets an exception that tells of memory,
/// or ends; whatever else it comes to is an error. That the system is whole afterwards is for the next program and for
/// <c>mem check</c> to show.
/// </summary>
internal static class FullMemory
{
    /// <summary>First argument of the programs that the campaign runs.</summary>
    public const string Part = "part";

    private const string Starting = "start", Started = "hello", Itself = "faultcheck";
    private const int DefaultTries = 6;
    private const int Wrong = 1;
    private const int Caught = 10;

    /// <summary>The campaign.</summary>
    /// <param name="how">A <see cref="FailureManner"/>.</param>
    /// <param name="numbers">How many allocations of each operation fail in turn, 0 for each; and what moves the places
    /// that are chosen.</param>
    /// <returns>0 if each program came to what it may come to.</returns>
    public static int Run(string how, params string[] numbers)
    {
        int tries = numbers.Length > 0 ? int.Parse(numbers[0], CultureInfo.InvariantCulture) : DefaultTries;
        int seed = numbers.Length > 1 ? int.Parse(numbers[1], CultureInfo.InvariantCulture) : 0;
        return Operations.Names.Append(Starting).Count(name => !Holds(name, how, tries, seed)) == 0 ? 0 : 1;
    }

    /// <summary>One operation with its failure: what its program is for.</summary>
    public static int RunPart(string name, string first, string how)
    {
        Action operation = Operations.Find(name);
        try
        {
            AllocationFailures.Arm(ulong.Parse(first, CultureInfo.InvariantCulture), Manner(how));
            operation();
            AllocationFailures.Disarm();
            return 0;
        }
        catch (Exception exception) when (name != Operations.Escaping && TellsOfMemory(exception))
        {
            return Caught;
        }
        catch (Exception exception) when (name != Operations.Escaping)
        {
            Console.WriteLine(exception);
            return Wrong;
        }
    }

    private static bool Holds(string name, string how, int tries, int seed)
    {
        Try(name, ulong.MaxValue, how);
        ulong all = AllocationFailures.Counted;
        int chosen = tries == 0 || (ulong)tries > all ? (int)all : tries;
        int wentOn = 0;
        int ended = 0;
        for (int i = 0; i < chosen; i++)
        {
            ulong first = 1 + ((((ulong)i * all / (ulong)chosen) + (ulong)seed) % all);
            int status = Try(name, first, how);
            wentOn += status is 0 or Caught ? 1 : 0;
            ended += status is ProgramRunner.Aborted or ProgramRunner.NotStarted ? 1 : 0;
            if (wentOn + ended != i + 1)
            {
                Console.WriteLine($"{name}: status {status} where allocation {first} of {all} fails");
                return false;
            }
        }

        Console.WriteLine(
            $"{name}: {all} allocations, {chosen} failures: {wentOn} programs went on, {ended} were ended");
        return true;
    }

    private static FailureManner Manner(string how) => Enum.Parse<FailureManner>(how, ignoreCase: true);

    private static int Try(string name, ulong first, string how)
    {
        try
        {
            return name == Starting ? Start(first, Manner(how)) : ProgramRunner.Run(
                Apps.Find(Itself), [Part, name, first.ToString(CultureInfo.InvariantCulture), how]);
        }
        catch (Exception exception) when (TellsOfMemory(exception))
        {
            return Caught;
        }
        finally
        {
            AllocationFailures.Disarm();
        }
    }

    /// <summary>A program of which no page is loaded yet begins, and does what it does.</summary>
    private static int Start(ulong first, FailureManner manner)
    {
        CellNumber app = Apps.Find(Started);
        CellInfo cell = CellRegistry.Find(Started)!.Value;
        CellUnloader.Unload(cell);
        AllocationFailures.PagesOf = CellTable.At(cell.Number).Owner;
        AllocationFailures.Arm(first, manner);
        return ProgramRunner.Run(app, []);
    }

    /// <summary>
    /// It is an <see cref="OutOfMemoryException"/>, came of one, or a page of a cell could not be loaded for want of
    /// memory. No more failures: the first has done its work.
    /// </summary>
    private static bool TellsOfMemory(Exception exception)
    {
        AllocationFailures.Disarm();
        for (Exception? cause = exception; cause != null; cause = cause.InnerException)
        {
            if (cause is OutOfMemoryException or CellLoadException { Error: CellError.OutOfMemory })
            {
                return true;
            }
        }

        return false;
    }
}
