namespace Theseus.Format;

/// <summary>An entry of a table that is sorted by a key.</summary>
internal interface ISorted<T>
    where T : struct, ISorted<T>
{
    /// <summary>What the table is sorted by, ascending.</summary>
    static abstract ulong KeyOf(in T entry);
}
