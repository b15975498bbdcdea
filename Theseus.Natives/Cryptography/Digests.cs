using System.Runtime;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Utilities;

namespace Theseus.Natives.Cryptography;

/// <summary>Hashing: OpenSSL's EVP_MD_CTX and the functions on it. All return 1, or 0 with an error noted.</summary>
// SAFETY: the class library passes its buffers with their true sizes; a hash's place has room for the function's size,
// which it asks for before (EvpMdSize).
internal static unsafe class Digests
{
    /// <summary>A hash under way.</summary>
    private sealed class Running(DigestKind kind)
    {
        public DigestKind Kind { get; private set; } = kind;
        public IDigest Digest { get; private set; } = kind.Make();

        public void Restart(DigestKind kind)
        {
            (Kind, Digest) = (kind, kind == Kind ? Digest : kind.Make());
            Digest.Reset();
        }

        public Running Copy() => new(Kind) { Digest = (IDigest)((IMemoable)Digest).Copy() };
    }

    [RuntimeExport("CryptoNative_EvpMdCtxCreate")]
    private static nint Create(nint kind)
    {
        try
        {
            return Handles.New(new Running((DigestKind)kind));
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_EvpMdCtxDestroy")]
    private static void Destroy(nint context) => Handles.Free(context);

    [RuntimeExport("CryptoNative_EvpMdCtxCopyEx")]
    private static nint Copy(nint context) => Handles.New(Handles.Get<Running>(context).Copy());

    [RuntimeExport("CryptoNative_EvpDigestReset")]
    private static int Reset(nint context, nint kind)
    {
        try
        {
            Handles.Get<Running>(context).Restart((DigestKind)kind);
            return 1;
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_EvpDigestUpdate")]
    private static int Update(nint context, byte* data, int count)
    {
        Handles.Get<Running>(context).Digest.BlockUpdate(new ReadOnlySpan<byte>(data, count));
        return 1;
    }

    [RuntimeExport("CryptoNative_EvpDigestFinalEx")]
    private static int Final(nint context, byte* hash, uint* size) => Final(Handles.Get<Running>(context), hash, size);

    [RuntimeExport("CryptoNative_EvpDigestCurrent")]
    private static int Current(nint context, byte* hash, uint* size) =>
        Final(Handles.Get<Running>(context).Copy(), hash, size);

    [RuntimeExport("CryptoNative_EvpDigestOneShot")]
    private static int OneShot(nint kind, byte* source, int count, byte* hash, uint* size)
    {
        try
        {
            Running running = new((DigestKind)kind);
            running.Digest.BlockUpdate(new ReadOnlySpan<byte>(source, count));
            return Final(running, hash, size);
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_EvpDigestXOFOneShot")]
    private static int OneShotOf(nint kind, byte* source, int count, byte* output, uint size)
    {
        Running running = new((DigestKind)kind);
        running.Digest.BlockUpdate(new ReadOnlySpan<byte>(source, count));
        return Output(running, output, size, isLast: true);
    }

    [RuntimeExport("CryptoNative_EvpDigestFinalXOF")]
    private static int FinalOf(nint context, byte* output, uint size) =>
        Output(Handles.Get<Running>(context), output, size, isLast: true);

    [RuntimeExport("CryptoNative_EvpDigestCurrentXOF")]
    private static int CurrentOf(nint context, byte* output, uint size) =>
        Output(Handles.Get<Running>(context).Copy(), output, size, isLast: true);

    [RuntimeExport("CryptoNative_EvpDigestSqueeze")]
    private static int Squeeze(nint context, byte* output, uint size, int* isSupported)
    {
        *isSupported = 1;
        return Output(Handles.Get<Running>(context), output, size, isLast: false);
    }

    private static int Final(Running running, byte* hash, uint* size)
    {
        *size = (uint)running.Digest.DoFinal(new Span<byte>(hash, running.Kind.Size()));
        return 1;
    }

    /// <summary>So many bytes of a function whose hash is as long as one likes.</summary>
    private static int Output(Running running, byte* output, uint size, bool isLast)
    {
        if (running.Digest is not IXof digest || size > int.MaxValue)
        {
            return Errors.Fail($"{running.Kind} gives {running.Kind.Size()} bytes and not {size}");
        }

        Span<byte> span = new(output, (int)size);
        _ = isLast ? digest.OutputFinal(span) : digest.Output(span);
        return 1;
    }
}
