namespace Theseus.Build.Linking;

/// <summary>
/// How to unwind the code of one cell: its function table (<see cref="FunctionTable.EntryBytes"/> an entry, the first
/// words start, length and unwind record) and the records. Starts count from <see cref="Base"/>.
/// </summary>
/// <param name="Base">Address of the cell.</param>
/// <param name="Functions">Entries by start.</param>
/// <param name="Cfi">What <see cref="FunctionTable.UnwindRecord"/> makes, one after the other.</param>
public sealed record UnwindTable(ulong Base, byte[] Functions, byte[] Cfi)
{
    public int Count => Functions.Length / FunctionTable.EntryBytes;
}
