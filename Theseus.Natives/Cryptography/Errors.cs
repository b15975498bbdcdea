using System.Runtime;
using System.Runtime.CompilerServices;
using System.Text;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// What goes wrong, for Theseus.Platform to keep: the class library asks for it and makes a CryptographicException of
/// it.
/// </summary>
// SAFETY: the text is pinned while it is copied.
internal static unsafe class Errors
{
    /// <summary>Notes an error. The result is 0, which most functions fail with.</summary>
    public static int Fail(string what)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(what))
        {
            Note(text, Encoding.UTF8.GetByteCount(what));
        }

        return 0;
    }

    /// <summary>
    /// Notes what the library refuses with, for an exception filter: true for what it throws because of its arguments,
    /// false for all else, which is a fault of the system or out of memory and goes on.
    /// </summary>
    public static bool IsRefusal(Exception thrown)
    {
        if (thrown is not (CryptoException or GeneralSecurityException or ArgumentException or ArithmeticException
            or InvalidOperationException
            or IOException or FormatException))
        {
            return false;
        }

        Fail(thrown.Message);
        return true;
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_cryptography_failed")]
    private static extern void Note(byte* text, int length);
}
