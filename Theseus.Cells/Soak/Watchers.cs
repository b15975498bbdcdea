using System.Runtime.CompilerServices;

namespace Theseus.Cells.Soak;

/// <summary>
/// Weak references and finalizers beside the load. A step makes some objects that have both, keeps a few of them and
/// forgets the rest. In the end nine in ten of the forgotten must be gone: a collector that scans stacks
/// conservatively may keep some. None of those kept may be.
/// </summary>
internal sealed class Watchers(Findings findings)
{
    private const int StepObjects = 32;
    private const int Kept = 64;
    private const int LastWeak = 1024;

    private readonly Watched?[] _kept = new Watched?[Kept];
    private readonly WeakReference<Watched>?[] _weak = new WeakReference<Watched>?[LastWeak];

    /// <summary>How many objects with a finalizer were made.</summary>
    public int Made { get; private set; }

    /// <summary>How many finalizers ran.</summary>
    public int Finalized => Watched.Finalized;

    /// <summary>How many of the last weak references are looked at in the end.</summary>
    public int WeakMade => Math.Min(Made, LastWeak);

    /// <summary>How many of them were found to be cleared.</summary>
    public int WeakCleared { get; private set; }

    /// <summary>Makes some objects, forgets most, and checks those that are kept.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Step()
    {
        for (int i = 0; i < StepObjects; i++, Made++)
        {
            Watched made = new(Made);
            _weak[Made % LastWeak] = new WeakReference<Watched>(made);
            if (i == 0)
            {
                _kept[Made / StepObjects % Kept] = made;
            }
        }

        foreach (Watched? watched in _kept)
        {
            findings.Check(watched is null || watched.IsSound(), "an object that is kept was finalised or changed");
        }
    }

    /// <summary>Collects, runs the finalizers and judges.</summary>
    public void Finish()
    {
        CheckKept();
        Array.Clear(_kept);
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        WeakCleared = _weak.Count(reference => reference is not null && !reference.TryGetTarget(out _));
        findings.Check(WeakCleared >= WeakMade * 9 / 10,
            $"of {WeakMade} weak references to the dead only {WeakCleared} were cleared");
        findings.Check(Finalized >= Made * 9L / 10 && Finalized <= Made, $"of {Made} finalizers {Finalized} ran");
        findings.Check(Watched.Unsound == 0,
            $"{Watched.Unsound} objects were not what they had been when they were finalised");
    }

    /// <summary>Weak references to what is kept must lead to it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckKept()
    {
        GC.Collect();
        foreach (Watched? watched in _kept)
        {
            if (watched is not null && Made - watched.Number <= LastWeak)
            {
                bool leads = _weak[watched.Number % LastWeak]!.TryGetTarget(out Watched? target)
                    && ReferenceEquals(target, watched);
                findings.Check(leads && watched.IsSound(), "a weak reference to an object that is kept was cleared");
            }
        }
    }
}
