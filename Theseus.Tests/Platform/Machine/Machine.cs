using System.Text;
using Theseus.Tasks.Scheduling;
using Theseus.Tests.Tasks;

namespace Theseus.Tests.Platform;

/// <summary>
/// The machine below the platform, on the host: output collected, input scripted, a clock that moves only when somebody
/// waits or looks at it, so much native memory. The files beside this one have the kernel's names for it.
/// </summary>
internal static class Machine
{
    private static readonly List<byte> s_output = [];
    private static readonly Queue<byte> s_input = new();

    public const ulong TimestampFrequency = 2_500_000_000;
    public static readonly DateTime Now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    public static ulong Clock { get; set; }
    public static int Waits { get; private set; }
    public static Action? WhileWaiting { get; set; }
    public static int Blocks { get; set; }
    public static nuint MemoryLimit { get; private set; }

    public static string Written => Encoding.UTF8.GetString([.. s_output]);

    public static bool HasInput => s_input.Count > 0;

    public static void Reset()
    {
        s_output.Clear();
        s_input.Clear();
        Clock = 1000;
        Waits = 0;
        SimulatedCpu.Reset();
        SimulatedCpu.WhileHalted = Wait;
        WhileWaiting = null;
        MemoryLimit = 1 << 28;
    }

    public static void Type(string text)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            s_input.Enqueue(value);
        }
    }

    public static int Take(Span<byte> buffer)
    {
        if (s_input.Count == 0)
        {
            throw new InvalidOperationException("The test would wait for a key.");
        }

        int count = 0;
        while (count < buffer.Length && s_input.TryDequeue(out buffer[count]))
        {
            count++;
        }

        return count;
    }

    public static void Show(ReadOnlySpan<byte> text) => s_output.AddRange(text);

    private static void Wait()
    {
        Waits++;
        Clock += TimestampFrequency / 1000;
        WhileWaiting?.Invoke();
        if (HasInput)
        {
            InputWait.OnInput();
        }
    }
}
