using Theseus.Format;
using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Supervision;

/// <summary>
/// A task that runs the module initialiser of a cell which has begun anew: it is code of the program's, which may fail
/// or never end, and whoever supervises does not run such code.
/// </summary>
internal sealed class InitializerRun : SpawnedTask
{
    private const int LimitMs = 5000;

    private readonly CellNumber _cell;

    private InitializerRun(CellNumber cell)
    {
        _cell = cell;
        Name = "initialiser";
    }

    /// <summary>Runs it; false where it has thrown, has not ended in five seconds, or could not begin.</summary>
    public static bool TryRun(CellNumber cell)
    {
        try
        {
            InitializerRun run = new(cell);
            Action entry = run.Execute;
            run.Start(entry, (nuint)TaskBuilder<bool>.LeastStack, isBlocked: false, isChild: true);
            if (!run.Wait(LimitMs))
            {
                run.EndAsChild();
            }

            return run.EndKind == TaskEndKind.Returned;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    private protected override void Execute() => Upcalls.RunModuleInitializer(_cell);
}
