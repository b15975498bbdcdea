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

    private static readonly TimeSpan s_silent = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(3);

    private readonly Workspace _workspace;
    private readonly WorldMap _map;
    private readonly Injector _injector;
    private readonly int _linesBefore;
    private readonly Observation.Reference _reference;
    private InjectionMachine _machine;

    /// <exception cref="BuildException">
    /// <c>NoSnapshot</c>, <c>NoMap</c>; <c>BadWorkload</c>: it is not well even without a fault.
    /// </exception>
    public InjectionRun(Workspace workspace)
    {
        _workspace = workspace;
        _map = WorldMap.Read(workspace.Map);
        _injector = new Injector(_map);
        _machine = InjectionMachine.Open(workspace, _map, out _linesBefore);
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
            _machine = InjectionMachine.Open(_workspace, _map, out _);
        }

        ulong place = (fault.Target ?? fault.Moment)?.Address ?? 0;
        MappedFunction? function = _map.Find(place);
        (string name, string cell) = (function?.Name ?? "", function?.Cell.Name ?? "");
        _machine.Restore();
        Observation before = new(_reference, _linesBefore);
        string? what = Reach(fault, ofWorkloadOnly, before) ? _injector.Inject(fault, _machine.Stub) : null;
        if (what is null)
        {
            return new Injected(fault, name, cell, "", Outcome.NotInjected, "");
        }

        before.Feed(_machine.Take());
        Observation after = new(_reference, _linesBefore + before.Lines);
        Watch(after);
        return new Injected(fault, name, cell, what, after.Judge(), after.Text);
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>
    /// Runs to the fault's moment; false if that does not come while the system shows that it is well.
    /// </summary>
    private bool Reach(PlannedFault fault, bool ofWorkloadOnly, Observation before)
    {
        DebuggerStub stub = _machine.Stub;
        if (fault.At == 0)
        {
            return true;
        }

        stub.SetBreakpoint(fault.At);
        try
        {
            int hits = 0;
            for (int stops = 0; stops < MostStops; stops++)
            {
                if (!_machine.RunToStop(IsOver))
                {
                    return false;
                }

                bool counts = !ofWorkloadOnly || _injector.IsOfWorkload(stub);
                if (counts && hits++ == fault.Hits)
                {
                    return true;
                }

                stub.Step();
            }

            return false;
        }
        finally
        {
            stub.Stop();
            stub.ClearBreakpoint(fault.At);
        }

        bool IsOver()
        {
            before.Feed(_machine.Take());
            return before.IsWell;
        }
    }

    /// <summary>Lets the machine go on until all is well, it has ended, or nothing more is to be hoped for.</summary>
    private void Watch(Observation after)
    {
        Stopwatch all = Stopwatch.StartNew();
        Stopwatch silent = Stopwatch.StartNew();
        _machine.Stub.Continue();
        while (!after.IsWell && silent.Elapsed < s_silent && all.Elapsed < s_longest)
        {
            bool hasEnded = _machine.HasEnded; // asked first: what it said before that is all there
            byte[] said = _machine.Take();
            if (said.Length > 0)
            {
                after.Feed(said);
                silent.Restart();
            }
            else if (hasEnded)
            {
                return;
            }

            if (after.HasWorkloadEnded && after.IsScriptWell)
            {
                break;
            }

            Thread.Sleep(s_pause);
        }
    }

    private (Observation.Reference Reference, IReadOnlyList<CodeBlock> Profile) Learn()
    {
        string log = _workspace.Temporary("inject/code.log");
        _machine.Restore();
        _machine.LogCode(log);
        Observation learning = new(null, _linesBefore);
        Watch(learning);
        _machine.Stub.Stop();
        _machine.LogCode(null);
        if (!learning.IsWell)
        {
            throw new BuildException("BadWorkload", $"without a fault the machine said: {learning.Text}");
        }

        using StreamReader reader = new(log);
        return (new Observation.Reference(_linesBefore, learning.LearntSums, learning.Restarts, learning.Faults),
            CodeProfile.Read(reader));
    }
}
