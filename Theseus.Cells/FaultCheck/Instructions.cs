using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Theseus.Cells.FaultCheck;

/// <summary>
/// Instruction sets that a processor may lack: whether it is said that they are there, and what a call comes to that
/// does not ask.
/// </summary>
internal static class Instructions
{
    private static Vector128<byte> Bytes => Vector128<byte>.One;

    public static void Run()
    {
        Show("sse42", Sse42.IsSupported, () => Sse42.Crc32(1, 2));
        Show("popcnt", Popcnt.IsSupported, () => Popcnt.PopCount(255));
        Show("aes", Aes.IsSupported, () => Aes.Encrypt(Bytes, Bytes));
        Show("pclmulqdq", Pclmulqdq.IsSupported,
            () => Pclmulqdq.CarrylessMultiply(Bytes.AsInt64(), Bytes.AsInt64(), 0));
        Show("gfni", Gfni.IsSupported, () => Gfni.GaloisFieldMultiply(Bytes, Bytes));
        Show("serialize", X86Serialize.IsSupported, () =>
        {
            X86Serialize.Serialize();
            return 0;
        });
        Show("avx", Avx.IsSupported, () => Avx.Add(Vector256<float>.One, Vector256<float>.One));
        Show("avx2", Avx2.IsSupported, () => Avx2.Add(Vector256<int>.One, Vector256<int>.One));
        Show("fma", Fma.IsSupported,
            () => Fma.MultiplyAdd(Vector128<float>.One, Vector128<float>.One, Vector128<float>.One));
        Show("avx512", Avx512F.IsSupported, () => Avx512F.Add(Vector512<int>.One, Vector512<int>.One));
    }

    public static void Uncaught() => Consume(Avx512F.Add(Vector512<int>.One, Vector512<int>.One));

    private static void Show<T>(string name, bool isSupported, Func<T> call)
    {
        string outcome = Outcome.Of(() => Consume(call()));
        Console.WriteLine($"{name} {isSupported} {outcome}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Consume<T>(T value)
    {
    }
}
