namespace Theseus.Tasks.Supervision;

/// <summary>
/// What is supervised, in the order in which it was started, each in one list at most. Changed with interrupts off.
/// </summary>
internal struct SupervisedList
{
    /// <summary>The one that was started first.</summary>
    public Supervised? First { get; private set; }

    /// <summary>The one that was started last.</summary>
    public Supervised? Last { get; private set; }

    /// <summary>Puts one that is in no list behind all.</summary>
    public void Add(Supervised one)
    {
        one.Previous = Last;
        one.Next = null;
        if (Last is null)
        {
            First = one;
        }
        else
        {
            Last.Next = one;
        }

        Last = one;
    }

    /// <summary>Takes one that is in this list.</summary>
    public void Remove(Supervised one)
    {
        if (one.Previous is null)
        {
            First = one.Next;
        }
        else
        {
            one.Previous.Next = one.Next;
        }

        if (one.Next is null)
        {
            Last = one.Previous;
        }
        else
        {
            one.Next.Previous = one.Previous;
        }

        (one.Next, one.Previous) = (null, null);
    }
}
