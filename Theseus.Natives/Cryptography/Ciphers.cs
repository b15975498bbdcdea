using System.Runtime;
using Org.BouncyCastle.Crypto;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// The functions on a cipher under way. Where nothing else is said they return 1, or 0 with an error noted.
/// </summary>
// SAFETY: the class library passes its buffers with their true sizes: a key and a vector of the cipher's own length,
// output for as many bytes as it gives (EVP_CipherUpdate), for what is left at the end (EVP_CipherFinal_ex).
internal static unsafe class Ciphers
{
    [RuntimeExport("CryptoNative_EvpCipherCreate2")]
    private static nint Create(nint kind, byte* key, int keyBits, byte* vector, int direction)
    {
        try
        {
            CipherRun run = CipherRun.Make((CipherKind)kind, keyBits);
            if (keyBits != run.KeyBytes * 8)
            {
                throw new ArgumentException($"a key of {keyBits} bits, of {run.KeyBytes * 8} expected");
            }

            run.Begin(Bytes(key, run.KeyBytes), Bytes(vector, run.NonceBytes), direction);
            return Handles.New(run);
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_EvpCipherCreatePartial")]
    private static nint CreateWithoutKey(nint kind)
    {
        try
        {
            return Handles.New(CipherRun.Make((CipherKind)kind, keyBits: 0));
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_EvpCipherDestroy")]
    private static void Destroy(nint context) => Handles.Free(context);

    [RuntimeExport("CryptoNative_EvpCipherSetKeyAndIV")]
    private static int SetKeyAndVector(nint context, byte* key, byte* vector, int direction)
    {
        CipherRun run = Handles.Get<CipherRun>(context);
        return Guarded(() => run.Begin(Bytes(key, run.KeyBytes), Bytes(vector, run.NonceBytes), direction));
    }

    [RuntimeExport("CryptoNative_EvpCipherReset")]
    private static int Reset(nint context, byte* vector, int vectorBytes)
    {
        CipherRun run = Handles.Get<CipherRun>(context);
        return Guarded(() => run.Begin([], Bytes(vector, Math.Min(vectorBytes, run.NonceBytes)), CipherRun.Keep));
    }

    /// <summary>Padding is the class library's work.</summary>
    [RuntimeExport("CryptoNative_EvpCipherCtxSetPadding")]
    private static int SetPadding(nint context, int isOn) => isOn == 0 ? 1 : Errors.Fail("padding is not supported");

    /// <summary>
    /// Without output the input is associated data. Without both, the length of the message is told to CCM, which here
    /// learns it from the message; behind associated data it is an empty message. (An empty one by null without
    /// associated data looks like a length too, and is not checked: so it is on Linux.)
    /// </summary>
    [RuntimeExport("CryptoNative_EvpCipherUpdate")]
    private static int Update(nint context, byte* output, int* written, byte* input, int count)
    {
        *written = 0;
        CipherRun run = Handles.Get<CipherRun>(context);
        try
        {
            if (output == null && input != null && count > 0)
            {
                ((AeadRun)run).Associate(Bytes(input, count));
            }
            else if (input != null || output != null || run is AeadRun { HasAssociated: true })
            {
                *written = run.Update(Bytes(input, count), new Span<byte>(output, count));
            }

            return 1;
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_EvpCipherFinalEx")]
    private static int Final(nint context, byte* output, int* written)
    {
        *written = 0;
        if (Handles.Get<CipherRun>(context) is not AeadRun run)
        {
            return 1;
        }

        try
        {
            *written = run.Finish(new Span<byte>(output, run.Pending));
            return 1;
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_EvpCipherSetGcmNonceLength")]
    private static int SetGcmNonceLength(nint context, int bytes) => SetNonceLength(context, bytes);

    [RuntimeExport("CryptoNative_EvpCipherSetCcmNonceLength")]
    private static int SetCcmNonceLength(nint context, int bytes) => SetNonceLength(context, bytes);

    [RuntimeExport("CryptoNative_EvpCipherGetGcmTag")]
    private static int GetGcmTag(nint context, byte* tag, int bytes) => GetTag(context, tag, bytes);

    [RuntimeExport("CryptoNative_EvpCipherGetCcmTag")]
    private static int GetCcmTag(nint context, byte* tag, int bytes) => GetTag(context, tag, bytes);

    [RuntimeExport("CryptoNative_EvpCipherGetAeadTag")]
    private static int GetAeadTag(nint context, byte* tag, int bytes) => GetTag(context, tag, bytes);

    [RuntimeExport("CryptoNative_EvpCipherSetGcmTag")]
    private static int SetGcmTag(nint context, byte* tag, int bytes) => SetTag(context, tag, bytes);

    [RuntimeExport("CryptoNative_EvpCipherSetCcmTag")]
    private static int SetCcmTag(nint context, byte* tag, int bytes) => SetTag(context, tag, bytes);

    [RuntimeExport("CryptoNative_EvpCipherSetAeadTag")]
    private static int SetAeadTag(nint context, byte* tag, int bytes) => SetTag(context, tag, bytes);

    private static int SetNonceLength(nint context, int bytes)
    {
        Handles.Get<AeadRun>(context).ExpectedNonceBytes = bytes;
        return 1;
    }

    private static int GetTag(nint context, byte* tag, int bytes) =>
        Handles.Get<AeadRun>(context).TryGetTag(new Span<byte>(tag, bytes)) ? 1 : Errors.Fail("there is no tag yet");

    /// <summary>Without a tag, how long it is to be.</summary>
    private static int SetTag(nint context, byte* tag, int bytes)
    {
        AeadRun run = Handles.Get<AeadRun>(context);
        if (tag == null)
        {
            run.TagBytes = bytes;
        }
        else
        {
            run.Expect(Bytes(tag, bytes));
        }

        return 1;
    }

    private static int Guarded(Action act)
    {
        try
        {
            act();
            return 1;
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    private static ReadOnlySpan<byte> Bytes(byte* start, int count) => start == null ? default
        : new ReadOnlySpan<byte>(start, count);
}
