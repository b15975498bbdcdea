namespace Theseus.Build.Guard.Verification;

/// <summary>
/// What is known before one instruction: the evaluation stack, the variables, and whether <c>this</c> is whole.
/// </summary>
public sealed class State
{
    public required List<Slot> Stack { get; init; }
    public required Slot[] Locals { get; init; }
    public required Slot[] Parameters { get; init; }

    /// <summary>A constructor of the base class has run.</summary>
    public bool IsBorn { get; set; }

    /// <summary>Of what variables whose address was taken may hold, the narrowest.</summary>
    public Reach TakenReach { get; set; }

    /// <summary>
    /// The address of a number variable may be kept in a reference or a ref struct of which that is not known.
    /// </summary>
    public bool KeepsAddresses { get; set; }

    public State Copy() => new()
    {
        Stack = [.. Stack],
        Locals = [.. Locals],
        Parameters = [.. Parameters],
        IsBorn = IsBorn,
        TakenReach = TakenReach,
        KeepsAddresses = KeepsAddresses,
    };

    /// <summary>Forgets that anything equals a variable that is written now.</summary>
    public void Forget(Variable variable)
    {
        for (int i = 0; i < Stack.Count; i++)
        {
            Stack[i] = Stack[i].Source == variable ? Stack[i].WithoutSource : Stack[i];
        }

        foreach (Slot[] slots in new[] { Locals, Parameters })
        {
            for (int i = 0; i < slots.Length; i++)
            {
                slots[i] = slots[i].Source == variable ? slots[i].WithoutSource : slots[i];
            }
        }
    }
}
