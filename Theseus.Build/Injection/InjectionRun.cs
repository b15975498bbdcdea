using System.Diagnostics;
using Theseus.Build.Machine.Debugging;

namespace Theseus.Build.Injection;

/// <summary>
/// Injects the faults of a campaign, one after the other, each into the same machine at the same moment: back to the
/// snapshot, on to the fault's own moment, the fault, and then whatever comes, until the system has shown that it is
/// well or has had time enough.
/// </summary>
public sealed class InjectionRun : IDisposable
{
    private const int MostStops = 400;
    private const int MostLines = 600; // the time that a kill has, and more, on the machine's own clock

    private static readonly TimeSpan s_silent = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(3);

    private readonly Workspace _workspace;
    private readonly string _folder;
    private readonly WorldMap _map;
    private readonly Injector _injector;
    private readonly int _linesBefore;
    private readonly Observation.Reference _reference;
    private InjectionMachine _machine;

    /// <exception cref="BuildException">
    /// <c>NoSnapshot</c>, <c>NoMap</c>; <c>BadWorkload</c>: it is not well even without a fault.
    /// </exception>
    /// <param name="workspace">Holds the image and its map.</param>
    /// <param name="folder">Where the snapshot is kept: one machine at a time.</param>
    public InjectionRun(Workspace workspace, string folder)
    {
        _workspace = workspace;
        _folder = folder;
        _map = WorldMap.Read(workspace.Map);
        _injector = new Injector(_map);
        _machine = InjectionMachine.Open(workspace, folder, _map, out _linesBefore);
        (_reference, Profile) = Learn();
    }

    /// <summary>The code that the machine runs from the snapshot until it has shown that it is well.</summary>
    public IReadOnlyList<CodeBlock> Profile { get; }

    /// <summary>Where cells and functions are.</summary>
    public WorldMap Map => _map;

    /// <summary>Injects one, and waits for what becomes of it.</summary>
    public Injected Do(PlannedFault fault, bool ofWorkloadOnly)
    {
        if (_machine.HasEnded)
        {
            _machine.Dispose();
            _machine = InjectionMachine.Open(_workspace, _folder, _map, out _);
        }

        ulong place = (fault.Target ?? fault.Moment)?.Address ?? 0;
        MappedFunction? function = _map.Find(place);
        (string name, string cell) = (function?.Name ?? "", function?.Cell.Name ?? "");
        Observation seen = new(_reference);
        int hits = Reach(fault.At, fault.Hits, ofWorkloadOnly, seen);
        bool isReached = hits > fault.Hits;
        if (!isReached && hits > 0)
        {
            seen = new Observation(_reference); // it does not come there so often: one of the times that it does
            int before = fault.Hits % hits;
            isReached = Reach(fault.At, before, ofWorkloadOnly, seen) > before;
        }

        string? what = isReached ? _injector.Inject(fault, _machine.Stub) : null;
        if (what is null)
        {
            return new Injected(fault, name, cell, "", Outcome.NotInjected, "");
        }

        seen.Feed(_machine.Take());
        seen.Begin();
        Watch(seen);
        return new Injected(fault, name, cell, what, seen.Judge(), seen.Text);
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>
    /// Runs from the snapshot until it has come to some code so often before, and comes there again; no longer than it
    /// takes to show that it is well. How often it has come there, that time too.
    /// </summary>
    private int Reach(ulong at, int before, bool ofWorkloadOnly, Observation seen)
    {
        DebuggerStub stub = _machine.Stub;
        _machine.Restore();
        if (at == 0)
        {
            return before + 1;
        }

        stub.SetBreakpoint(at);
        try
        {
            int hits = 0;
            for (int stops = 0; stops < MostStops && _machine.RunToStop(IsOver); stops++)
            {
                hits += !ofWorkloadOnly || _injector.IsOfWorkload(stub) ? 1 : 0;
                if (hits > before)
                {
                    break;
                }

                stub.Step();
            }

            return hits;
        }
        finally
        {
            stub.Stop();
            stub.ClearBreakpoint(at);
        }

        bool IsOver()
        {
            seen.Feed(_machine.Take());
            return seen.IsWell;
        }
    }

    /// <summary>Lets the machine go on until all is well, it has ended, or nothing more is to be hoped for.</summary>
    private void Watch(Observation seen)
    {
        Stopwatch all = Stopwatch.StartNew();
        Stopwatch silent = Stopwatch.StartNew();
        int lines = seen.Lines;
        _machine.Stub.Continue();
        while (!seen.IsWell && silent.Elapsed < s_silent && all.Elapsed < s_longest)
        {
            bool hasEnded = _machine.HasEnded; // asked first: what it said before that is all there
            byte[] said = _machine.Take();
            if (said.Length > 0)
            {
                seen.Feed(said);
                silent.Restart();
            }
            else if (hasEnded)
            {
                return;
            }

            if (seen.Lines - lines > MostLines)
            {
                break;
            }

            Thread.Sleep(s_pause);
        }
    }

    private (Observation.Reference Reference, IReadOnlyList<CodeBlock> Profile) Learn()
    {
        string log = Path.Combine(_folder, "code.log");
        File.Delete(log); // QEMU writes behind what is there
        _machine.Restore();
        _machine.LogCode(log);
        Observation learning = new(Observation.Reference.Unknown(_linesBefore));
        Watch(learning);
        _machine.Stub.Stop();
        _machine.LogCode(null);
        if (!learning.IsWell || learning.Restarts + learning.Faults != 0)
        {
            throw new BuildException("BadWorkload", $"without a fault the machine said: {learning.Text}");
        }

        using StreamReader reader = new(log);
        return (new Observation.Reference(_linesBefore, learning.LearntSums, learning.Restarts, learning.Faults),
            CodeProfile.Read(reader));
    }
}
