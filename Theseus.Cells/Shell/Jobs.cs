using Theseus.Format;
using Theseus.Tasks.Programs;

namespace Shell;

/// <summary>
/// The programs that the prompt has begun and that have not been waited for to their end: those in the background, and
/// those that Ctrl-Z has stopped.
/// </summary>
internal static class Jobs
{
    private static readonly List<Job> s_jobs = [];

    /// <param name="Number">What people call it by.</param>
    /// <param name="Place">The program's, in the table.</param>
    /// <param name="Line">As it was typed.</param>
    /// <param name="Kept">What begins it anew where it fails; null where nothing does.</param>
    private sealed record Job(int Number, int Place, string Line, KeptProgram? Kept = null);

    /// <summary>Begins a program and waits until it has ended or is stopped; its status.</summary>
    public static int RunAtKeyboard(CellNumber app, string[] arguments, string line)
    {
        int place = ProgramRunner.Start(app, arguments, atKeyboard: true);
        return place == 0 ? ProgramRunner.NotStarted : WaitFor(place, line);
    }

    /// <summary>Begins a program that is begun anew where it fails, and does not wait for it.</summary>
    public static int Keep(KeptProgram kept)
    {
        int place = kept.Begin();
        if (place == 0)
        {
            return ProgramRunner.NotStarted;
        }

        Job job = Add(place, kept.Line, kept);
        Console.WriteLine($"[{job.Number}] {ProgramTable.At(place).Number}");
        return 0;
    }

    /// <summary>Begins a program and does not wait for it.</summary>
    public static int RunInBackground(CellNumber app, string[] arguments, string line)
    {
        int place = ProgramRunner.Start(app, arguments, atKeyboard: false);
        if (place == 0)
        {
            return ProgramRunner.NotStarted;
        }

        Job job = Add(place, line);
        Console.WriteLine($"[{job.Number}] {ProgramTable.At(place).Number}");
        return 0;
    }

    /// <summary>
    /// Takes up the jobs that were kept where there are none, and makes those programs jobs that the prompt has begun
    /// and that are none yet: it has failed while it waited for one.
    /// </summary>
    public static void TakeUp()
    {
        foreach (Kept.Job job in s_jobs.Count == 0 ? Kept.TakeJobs() : [])
        {
            if (job.Place is > 0 and < ProgramTable.Places && ProgramTable.At(job.Place).Number == job.Program
                && ProgramTable.At(job.Place).Phase != ProgramPhase.None)
            {
                KeptProgram? kept = job.IsBegunAnew ? KeptProgram.Of(CommandLine.Split(job.Line, out _)) : null;
                s_jobs.Add(new Job(job.Number, job.Place, job.Line, kept));
            }
        }

        for (int place = 1; place < ProgramTable.Places; place++)
        {
            ref ProgramRecord record = ref ProgramTable.At(place);
            if (record.Phase != ProgramPhase.None && record.Parent == 0 && record.Instance != 0
                && !s_jobs.Exists(job => job.Place == place))
            {
                Add(place, record.Owner.Name);
            }
        }
    }

    /// <summary>Says which have ended since, and forgets them.</summary>
    public static void TellEnded()
    {
        foreach (Job job in s_jobs.ToArray())
        {
            if (ProgramTable.At(job.Place).Phase == ProgramPhase.Ended)
            {
                int status = ProgramRunner.Reap(job.Place);
                Remove(job);
                Console.WriteLine($"[{job.Number}]  {(status == 0 ? "Done" : $"Exit {status}"),-10} {job.Line}");
                BeginAnew(job, status);
            }
        }
    }

    /// <summary>One that is kept and has failed begins anew, unless that is once too often.</summary>
    private static void BeginAnew(Job job, int status)
    {
        if (status == 0 || job.Kept is not { } kept)
        {
            return;
        }

        if (kept.BeginAnew() is var place and not 0)
        {
            s_jobs.Add(job with { Place = place });
            Keep();
            Console.WriteLine($"[{job.Number}]  {"Begun anew",-10} {job.Line}");
            return;
        }

        Console.WriteLine($"[{job.Number}]  {"Given up",-10} {job.Line}");
    }

    /// <summary>
    /// Gives back what is left of a program that was killed, if it is a job; else whoever began it does so.
    /// </summary>
    public static void ForgetKilled(int place)
    {
        if (s_jobs.Find(job => job.Place == place) is { } job)
        {
            ProgramRunner.Reap(place);
            Remove(job);
            Console.WriteLine($"[{job.Number}]  {ProgramEnd.Killed,-10} {job.Line}");
        }
    }

    /// <summary>Ends them all: the machine is about to be turned off.</summary>
    public static void EndAll()
    {
        foreach (Job job in s_jobs)
        {
            ProgramTable.End(job.Place, ProgramEnd.Killed);
            ProgramTable.WaitForEnd(job.Place);
            ProgramRunner.Reap(job.Place);
        }

        s_jobs.Clear();
        Keep();
    }

    /// <summary>The command 'jobs'.</summary>
    public static int Show(string[] arguments)
    {
        if (arguments.Length != 0)
        {
            return Commands.Usage("jobs");
        }

        TellEnded();
        foreach (Job job in s_jobs)
        {
            Console.WriteLine($"[{job.Number}]{(job == s_jobs[^1] ? '+' : ' ')} "
                + $"{ProgramTable.At(job.Place).Phase,-10} {job.Line}");
        }

        return 0;
    }

    /// <summary>The command 'fg': a job goes on at the keyboard; its status.</summary>
    public static int Foreground(string[] arguments)
    {
        TellEnded();
        if (Find("fg", arguments) is not { } job)
        {
            return 1;
        }

        Console.WriteLine(job.Line);
        Remove(job);
        ProgramTable.SetForeground(job.Place);
        ProgramTable.GoOn(job.Place);
        return WaitFor(job.Place, job.Line);
    }

    /// <summary>The command 'bg': a job that is stopped goes on beside the prompt.</summary>
    public static int Background(string[] arguments)
    {
        if (Find("bg", arguments) is not { } job)
        {
            return 1;
        }

        ProgramTable.GoOn(job.Place);
        Console.WriteLine($"[{job.Number}] {job.Line} &");
        return 0;
    }

    /// <summary>The place of the program that a word names: %JOB, its number, or its name; 0 for none.</summary>
    public static int PlaceOf(string word)
    {
        if (word.StartsWith('%'))
        {
            return s_jobs.Find(job => word == $"%{job.Number}")?.Place ?? 0;
        }

        for (int place = 1; place < ProgramTable.Places; place++)
        {
            ref ProgramRecord record = ref ProgramTable.At(place);
            if (record.Instance != 0 && record.Phase is (ProgramPhase.Running or ProgramPhase.Stopped)
                && (word == $"{record.Number}" || word == record.Owner.Name))
            {
                return place;
            }
        }

        return 0;
    }

    private static int WaitFor(int place, string line)
    {
        if (ProgramTable.WaitFor(place))
        {
            return ProgramRunner.Reap(place);
        }

        Job job = Add(place, line);
        Console.WriteLine($"^Z\n[{job.Number}]+ {ProgramPhase.Stopped,-10} {line}");
        return ProgramRunner.Stopped;
    }

    private static Job Add(int place, string line, KeptProgram? kept = null)
    {
        int number = 1;
        while (s_jobs.Exists(job => job.Number == number))
        {
            number++;
        }

        Job added = new(number, place, line, kept);
        s_jobs.Add(added);
        Keep();
        return added;
    }

    private static void Remove(Job job)
    {
        s_jobs.Remove(job);
        Keep();
    }

    private static void Keep() => Kept.KeepJobs(s_jobs.Select(job =>
        new Kept.Job(job.Number, job.Place, ProgramTable.At(job.Place).Number, job.Kept is not null, job.Line)));

    /// <summary>The job that an argument names, or the last; null, which is said, if there is none.</summary>
    private static Job? Find(string command, string[] arguments)
    {
        if (arguments.Length > 1)
        {
            Commands.Usage($"{command} [%JOB]");
            return null;
        }

        string? name = arguments.Length == 0 ? null : arguments[0].TrimStart('%');
        Job? found = name == null ? s_jobs.LastOrDefault() : s_jobs.Find(job => name == $"{job.Number}");
        if (found == null)
        {
            Console.Error.WriteLine($"{command}: there is no job {name}".TrimEnd());
        }

        return found;
    }
}
