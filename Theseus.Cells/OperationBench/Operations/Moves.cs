namespace Theseus.Cells.OperationBench.Operations;

/// <summary>Memory moved, filled and searched.</summary>
internal static class Moves
{
    private static readonly byte[] s_from = new byte[1 << 16];
    private static readonly byte[] s_to = new byte[1 << 16];
    private static readonly Wide[] s_wide = new Wide[1000];

    public static Operation[] All =>
    [
        new("copy 16 bytes", 200_000, count => Copy(16, count)),
        new("copy 200 bytes", 100_000, count => Copy(200, count)),
        new("copy 4,000 bytes", 10_000, count => Copy(4000, count)),
        new("copy 65,536 bytes", 500, count => Copy(65_536, count)),
        new("fill 4,000 bytes", 10_000, count => { for (int i = 0; i < count; i++)
        {
            s_to.AsSpan(0, 4000).Fill((byte)i);
        } }),
        new("clear 4,000 bytes", 10_000, count => { for (int i = 0; i < count; i++)
        {
            s_to.AsSpan(0, 4000).Clear();
        } }),
        new("search 4,000 bytes", 10_000, count => { int sum = 0; for (int i = 0; i < count; i++)
        {
            sum += s_from.AsSpan(0, 4000).IndexOf((byte)1);
        } Sink.Number = sum; }),
        new("copy a struct with three references", 200_000, Structs),
    ];

    private static void Copy(int bytes, int count)
    {
        for (int i = 0; i < count; i++)
        {
            s_from.AsSpan(0, bytes).CopyTo(s_to);
        }
    }

    private static void Structs(int count)
    {
        for (int i = 0; i < count; i++)
        {
            s_wide[(i + 1) % s_wide.Length] = s_wide[i % s_wide.Length];
        }
    }

    private readonly record struct Wide(object A, object B, object C, long D);
}
