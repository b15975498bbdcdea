using System.Runtime.CompilerServices;
using System.Text;
using Theseus.Runtime;
using Theseus.Tasks.Programs;

namespace Theseus.Tasks.Supervision;

// The problem: what a service must not lose when it begins anew lies in its statics or in objects, and what has made it
// fail may have been there too. The idea: it hands over, as plain bytes, what it must keep, to memory that no object
// refers to and nobody writes to by accident. There it lies twice, the last and the one before, each with a check
// value; who takes it up again hears whether it is whole, and looks for itself whether it makes sense.

/// <summary>
/// Keeps for a program, under names, what its services must not lose when they begin anew: it outlives tasks, and the
/// statics of cells that begin anew; it goes with the program.
/// </summary>
public static class StateStore
{
    /// <summary>The most bytes of a state.</summary>
    public const int MostBytes = 1 << 16;

    /// <summary>How many states the programs of the machine can keep together.</summary>
    public const int Most = 64;

    /// <summary>The most bytes of a name, in UTF-8.</summary>
    public const int MostNameBytes = TaskName.Room;

    [InlineArray(Most)]
    private struct Table
    {
        private StoredState _first;
    }

    private static Table s_states;

    /// <summary>Keeps a state, in place of the one that was kept under the name before.</summary>
    /// <param name="name">1 to <see cref="MostNameBytes"/> bytes in UTF-8.</param>
    /// <param name="state">At most <see cref="MostBytes"/> bytes.</param>
    /// <exception cref="ArgumentException">The name or the state is too long, or the name is empty.</exception>
    /// <exception cref="SupervisionException"><see cref="SupervisionError.TooManyStates"/></exception>
    /// <exception cref="OutOfMemoryException">There is no memory. What was kept before is still there.</exception>
    public static void Keep(string name, ReadOnlySpan<byte> state)
    {
        TaskName wanted = NameOf(name);
        if (state.Length > MostBytes)
        {
            throw new ArgumentException($"A state of {state.Length} bytes; {MostBytes} can be kept.", nameof(state));
        }

        int place = Find(wanted, orFree: true);
        if (place < 0)
        {
            throw new SupervisionException(SupervisionError.TooManyStates, $"{Most} states are kept already");
        }

        ref StoredState stored = ref s_states[place];
        if (!stored.IsHeld)
        {
            (stored.Program, stored.Name) = (CurrentProgram, wanted);
        }

        if (!stored.TryFit(state.Length))
        {
            throw new OutOfMemoryException("There is no memory to keep a state in.");
        }

        stored.Write(state);
    }

    /// <summary>What was kept under a name. It stays kept.</summary>
    /// <param name="name">1 to <see cref="MostNameBytes"/> bytes in UTF-8.</param>
    /// <param name="state">The state; null where there is none that is whole.</param>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public static StateVerdict Take(string name, out byte[]? state)
    {
        int place = Find(NameOf(name), orFree: false);
        if (place < 0)
        {
            state = null;
            return StateVerdict.None;
        }

        StateVerdict verdict = s_states[place].Newest(out ReadOnlySpan<byte> kept);
        state = verdict == StateVerdict.Damaged ? null : kept.ToArray();
        return verdict;
    }

    /// <summary>Keeps nothing under a name any more. Does nothing where nothing was.</summary>
    /// <param name="name">1 to <see cref="MostNameBytes"/> bytes in UTF-8.</param>
    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public static void Forget(string name)
    {
        int place = Find(NameOf(name), orFree: false);
        if (place >= 0)
        {
            s_states[place].Dispose();
        }
    }

    private static uint CurrentProgram =>
        TaskReference.Current.State.Program is var place and not 0 ? ProgramTable.At(place).Number : 0;

    private static TaskName NameOf(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Encoding.UTF8.GetByteCount(name) > MostNameBytes)
        {
            throw new ArgumentException($"A name of more than {MostNameBytes} bytes.", nameof(name));
        }

        TaskName result = default;
        result.Set(name);
        return result;
    }

    /// <summary>Place of the running program's of a name; if wanted, of one that is free; -1 for none.</summary>
    private static int Find(TaskName name, bool orFree)
    {
        uint program = CurrentProgram;
        int free = -1;
        for (int place = 0; place < Most; place++)
        {
            ref StoredState stored = ref s_states[place];
            if (!stored.IsHeld)
            {
                free = free < 0 ? place : free;
            }
            else if (stored.Program == program && stored.Name.Text.SequenceEqual(name.Text))
            {
                return place;
            }
        }

        return orFree ? free : -1;
    }
}
