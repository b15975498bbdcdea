namespace Theseus.Build.Guard;

/// <summary>
/// One thing that is refused: the rule, where (assembly, type or member, offset of the instruction or -1), and what.
/// </summary>
public sealed record Finding(GuardRule Rule, string Assembly, string Member, int Offset, string What)
{
    public string Id => $"THS{(int)Rule}";

    public override string ToString() =>
        $"{Id} {Rule}: {Assembly}: {Member}{(Offset >= 0 ? $", IL_{Offset:x4}" : "")}: {What}";
}
