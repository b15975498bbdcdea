using System.Runtime;
using System.Runtime.CompilerServices;
using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;

namespace Theseus.Natives.Cryptography;

/// <summary>Random bytes, all of them the kernel's.</summary>
// SAFETY: spans are pinned while their bytes are filled.
internal sealed unsafe class Entropy : IRandomGenerator
{
    /// <summary>The kernel's generator in the form in which the library takes one.</summary>
    public static SecureRandom Random { get; } = new(new Entropy());

    public void NextBytes(Span<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            if (!bytes.IsEmpty && FillSecurely(start, bytes.Length) != 0)
            {
                throw new InvalidOperationException("there are no random bytes");
            }
        }
    }

    public void NextBytes(byte[] bytes) => NextBytes(bytes.AsSpan());

    public void NextBytes(byte[] bytes, int start, int len) => NextBytes(bytes.AsSpan(start, len));

    // The kernel gathers its own; what a program adds could only be in its own interest.
    public void AddSeedMaterial(byte[] seed)
    {
    }

    public void AddSeedMaterial(ReadOnlySpan<byte> seed)
    {
    }

    public void AddSeedMaterial(long seed)
    {
    }

    [MethodImpl(MethodImplOptions.InternalCall),
        RuntimeImport("*", "SystemNative_GetCryptographicallySecureRandomBytes")]
    private static extern int FillSecurely(byte* buffer, int count);
}
