using System.Diagnostics;
using System.Globalization;
using Theseus.Build.Evolution;

namespace Theseus.Build.Machine.Evolving;

/// <summary>
/// Leads a running machine on whenever a source file of a cell or a layer is saved. What comes of it is shown on the
/// machine's own console; what the build says goes to a file.
/// </summary>
public sealed class EvolutionWatch : IDisposable
{
    /// <summary>Editors save in several steps, and people several files.</summary>
    private static readonly TimeSpan s_settled = TimeSpan.FromMilliseconds(300);

    private static readonly string[] s_sources = ["*.cs", "*.csproj", "*.props"];

    /// <summary>Folders of the tree that nothing of the machine is made of.</summary>
    private static readonly string[] s_others =
        ["out", "obj", "bin", ".git", "Theseus.Build", "Theseus.Tests", "docs"];

    private readonly Workspace _workspace;
    private readonly string _socket;
    private readonly FileSystemWatcher _watcher;
    private readonly AutoResetEvent _saved = new(initialState: false);
    private readonly Thread _thread;
    private readonly CancellationTokenSource _session = new();
    private volatile CancellationTokenSource? _proof;
    private long _savedAt;
    private bool _isUnproved; // methods that were compiled alone are in force

    /// <param name="workspace">The tree that is watched.</param>
    /// <param name="socket">The machine.</param>
    public EvolutionWatch(Workspace workspace, string socket)
    {
        (_workspace, _socket) = (workspace, socket);
        _watcher = new FileSystemWatcher(workspace.Root) { IncludeSubdirectories = true };
        foreach (string pattern in s_sources)
        {
            _watcher.Filters.Add(pattern);
        }

        _watcher.Changed += (_, file) => OnSaved(file.FullPath);
        _watcher.Created += (_, file) => OnSaved(file.FullPath);
        _watcher.Renamed += (_, file) => OnSaved(file.FullPath);
        _watcher.Deleted += (_, file) => OnSaved(file.FullPath);
        _watcher.Error += (_, _) => OnSaved(workspace.In("Theseus.Cells")); // which is not known: all are looked at
        _watcher.EnableRaisingEvents = true;
        _thread = new Thread(Run) { IsBackground = true, Name = "evolution" };
        _thread.Start();
    }

    /// <summary>Where what the build says goes.</summary>
    public static string LogOf(Workspace workspace) => workspace.Temporary("watch.log");

    public void Dispose()
    {
        _session.Cancel();
        _saved.Set();
        _watcher.Dispose();
    }

    private void OnSaved(string file)
    {
        string[] folders = Path.GetRelativePath(_workspace.Root, file).Split(Path.DirectorySeparatorChar);
        if (folders.Any(f => s_others.Contains(f) || f.StartsWith("Theseus.Analyzers", StringComparison.Ordinal)))
        {
            return;
        }

        Interlocked.CompareExchange(ref _savedAt, Stopwatch.GetTimestamp(), 0);
        _saved.Set();
        _proof?.Cancel();
    }

    private void Run()
    {
        while (true)
        {
            _saved.WaitOne();
            while (!_session.IsCancellationRequested && _saved.WaitOne(s_settled))
            {
                // Another one was saved: until none is.
            }

            if (_session.IsCancellationRequested)
            {
                return;
            }

            long savedAt = Interlocked.Exchange(ref _savedAt, 0);
            try
            {
                using MachineEvolution machine = MachineEvolution.Connect(_workspace, _socket);
                bool isLed = false;
                machine.Tell(Said(() => Lead(machine, savedAt, out isLed)));
                if (isLed && _isUnproved)
                {
                    Prove(machine);
                }
            }
            catch (BuildException e)
            {
                Progress.Say($"{e.Id}: {e.Message}"); // there is no machine to tell
            }
            catch (OperationCanceledException)
            {
                return; // the session has ended
            }
        }
    }

    /// <summary>
    /// Compiles the whole world behind what was done, unless another file is saved. Nobody has to know that it is the
    /// same.
    /// </summary>
    private void Prove(MachineEvolution machine)
    {
        CancellationTokenSource proof = new(); // not disposed: a file may be saved at any moment
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            proof.Token, _session.Token);
        _proof = proof;
        try
        {
            if (Interlocked.Read(ref _savedAt) != 0 || _session.IsCancellationRequested)
            {
                return;
            }

            string text = Said(() => machine.Prove(either.Token).Text);
            _isUnproved = false;
            Progress.Say(text);
            if (text != MachineEvolution.Agrees)
            {
                machine.Tell(text);
            }
        }
        catch (OperationCanceledException)
        {
            Progress.Say("another file was saved: the world is compiled behind that one");
        }
        finally
        {
            _proof = null;
        }
    }

    private string Lead(MachineEvolution machine, long savedAt, out bool isLed)
    {
        isLed = false;
        EvolutionAnswer answer = machine.Lead(new EvolutionBuildOptions { Cancellation = _session.Token },
            isDryRun: false, inBrief: true);
        isLed = answer.IsDone;
        _isUnproved |= answer is { IsDone: true, IsToBeProved: true };
        string seconds = Stopwatch.GetElapsedTime(savedAt).TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        return answer.IsDone ? $"{answer.Text}\n  {seconds} s after the file was saved" : answer.Text;
    }

    /// <summary>
    /// What comes of a step, or why nothing does: whatever a build does wrong, the machine of this process goes on.
    /// </summary>
    private static string Said(Func<string> step)
    {
        try
        {
            return step();
        }
        catch (BuildException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the build cannot read or write a file: {e.Message}";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Progress.Say(e.ToString());
            return $"an error of the build itself, which its log tells all of: {e.GetType().Name}: {e.Message}";
        }
    }
}
