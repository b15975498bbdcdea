using System.Runtime;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Utilities;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// HMAC (RFC 2104): OpenSSL's HMAC_CTX and the functions on it. All return 1, or 0 with an error noted.
/// </summary>
// SAFETY: the class library passes its buffers with their true sizes; a hash's place has room for the function's size.
internal static unsafe class Macs
{
    /// <summary>
    /// An HMAC under way. The library's own cannot be copied, as GetCurrentHash and Duplicate want, but its hash
    /// functions can: the two halves are put together here as RFC 2104 defines them.
    /// </summary>
    private sealed class Running
    {
        private const byte InnerPad = 0x36, OuterPad = 0x5C;

        private readonly byte[] _key;
        private IDigest _inner;

        public Running(DigestKind kind, ReadOnlySpan<byte> key)
        {
            Kind = kind;
            _inner = kind.Make();
            _key = new byte[_inner.GetByteLength()];
            if (key.Length > _key.Length)
            {
                _inner.BlockUpdate(key);
                _inner.DoFinal(_key);
            }
            else
            {
                key.CopyTo(_key);
            }

            Restart();
        }

        private Running(Running other) =>
            (Kind, _key, _inner) = (other.Kind, other._key, (IDigest)((IMemoable)other._inner).Copy());

        public DigestKind Kind { get; }

        public void Restart() => _inner = Padded(InnerPad);

        public void Append(ReadOnlySpan<byte> data) => _inner.BlockUpdate(data);

        public void Finish(Span<byte> mac)
        {
            _inner.DoFinal(mac);
            IDigest outer = Padded(OuterPad);
            outer.BlockUpdate(mac);
            outer.DoFinal(mac);
        }

        public Running Copy() => new(this);

        private IDigest Padded(byte pad)
        {
            IDigest digest = Kind.Make();
            byte[] block = Array.ConvertAll(_key, b => (byte)(b ^ pad));
            digest.BlockUpdate(block);
            return digest;
        }
    }

    [RuntimeExport("CryptoNative_HmacCreate")]
    private static nint Create(byte* key, int keyBytes, nint kind)
    {
        try
        {
            return Handles.New(new Running((DigestKind)kind, new ReadOnlySpan<byte>(key, keyBytes)));
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_HmacDestroy")]
    private static void Destroy(nint context) => Handles.Free(context);

    [RuntimeExport("CryptoNative_HmacCopy")]
    private static nint Copy(nint context) => Handles.New(Handles.Get<Running>(context).Copy());

    [RuntimeExport("CryptoNative_HmacReset")]
    private static int Reset(nint context)
    {
        Handles.Get<Running>(context).Restart();
        return 1;
    }

    [RuntimeExport("CryptoNative_HmacUpdate")]
    private static int Update(nint context, byte* data, int count)
    {
        Handles.Get<Running>(context).Append(new ReadOnlySpan<byte>(data, count));
        return 1;
    }

    [RuntimeExport("CryptoNative_HmacFinal")]
    private static int Final(nint context, byte* mac, int* size) => Finish(Handles.Get<Running>(context), mac, size);

    [RuntimeExport("CryptoNative_HmacCurrent")]
    private static int Current(nint context, byte* mac, int* size) =>
        Finish(Handles.Get<Running>(context).Copy(), mac, size);

    [RuntimeExport("CryptoNative_HmacOneShot")]
    private static int OneShot(nint kind, byte* key, int keyBytes, byte* source, int count, byte* mac, int* size)
    {
        try
        {
            HMac whole = new(((DigestKind)kind).Make());
            whole.Init(new KeyParameter(new ReadOnlySpan<byte>(key, keyBytes)));
            whole.BlockUpdate(new ReadOnlySpan<byte>(source, count));
            *size = whole.DoFinal(new Span<byte>(mac, whole.GetMacSize()));
            return 1;
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    private static int Finish(Running running, byte* mac, int* size)
    {
        *size = running.Kind.Size();
        running.Finish(new Span<byte>(mac, *size));
        return 1;
    }
}
