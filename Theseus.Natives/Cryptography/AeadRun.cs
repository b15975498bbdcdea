using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// Authenticated encryption: GCM, CCM, ChaCha20-Poly1305. The class library gives the tag of a message that is
/// decrypted after the message, and it is needed before: the message is kept, and worked on as a whole, by GCM and
/// ChaCha20-Poly1305 at its end (EVP_CipherFinal_ex), by CCM, whose tag comes first, when it is there.
/// </summary>
internal sealed class AeadRun : CipherRun
{
    private const int UsualNonceBytes = 12, LargestTagBytes = 16;

    private readonly CipherKind _kind;
    private byte[] _key = [], _nonce = [], _tag = [];
    private byte[] _associated = [], _message = [];
    private bool _encrypts = true, _isDone;

    public AeadRun(CipherKind kind, int keyBytes) => (_kind, KeyBytes) = (kind, keyBytes);

    public override int KeyBytes { get; }

    public override int NonceBytes => ExpectedNonceBytes;

    /// <summary>Set before the nonce is.</summary>
    public int ExpectedNonceBytes { get; set; } = UsualNonceBytes;

    /// <summary>Bytes of the tag that is to be made; set with the tag that is to be checked.</summary>
    public int TagBytes { get; set; } = LargestTagBytes;

    public bool HasAssociated => _associated.Length > 0;

    private bool IsCcm => _kind == CipherKind.Aes128Ccm;

    public override void Begin(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, int direction)
    {
        _key = key.IsEmpty ? _key : key.ToArray();
        _nonce = nonce.IsEmpty ? _nonce : nonce.ToArray();
        _encrypts = direction == Keep ? _encrypts : direction == Encrypt;
        (_associated, _message, _isDone) = ([], [], false);
    }

    /// <summary>What is authenticated and not encrypted.</summary>
    public void Associate(ReadOnlySpan<byte> data) => _associated = [.. _associated, .. data];

    /// <summary>The tag to check, for a message that is decrypted.</summary>
    public void Expect(ReadOnlySpan<byte> tag) => (_tag, TagBytes) = (tag.ToArray(), tag.Length);

    /// <summary>The tag that was made, or its first bytes.</summary>
    public bool TryGetTag(Span<byte> tag) => _isDone && _encrypts
        && _tag.AsSpan(0, Math.Min(_tag.Length, tag.Length)).TryCopyTo(tag) && tag.Length <= _tag.Length;

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output)
    {
        _message = _message.Length == 0 ? input.ToArray() : [.. _message, .. input];
        return IsCcm ? Finish(output) : 0;
    }

    /// <summary>Works on the message. The result is the length of what is made of it.</summary>
    /// <exception cref="InvalidCipherTextException">The tag is not that of the message.</exception>
    public int Finish(Span<byte> output)
    {
        if (_isDone)
        {
            return 0;
        }

        IAeadCipher cipher = Cipher();
        cipher.Init(_encrypts, new AeadParameters(new KeyParameter(_key), TagBytes * 8, _nonce, _associated));
        byte[] input = _encrypts ? _message : [.. _message, .. _tag];
        byte[] whole = new byte[cipher.GetOutputSize(input.Length)];
        try
        {
            int count = cipher.ProcessBytes(input, whole);
            count += cipher.DoFinal(whole.AsSpan(count));
            int length = _encrypts ? count - TagBytes : count;
            whole.AsSpan(0, length).CopyTo(output);
            if (_encrypts)
            {
                _tag = whole[length..count];
            }

            _isDone = true;
            return length;
        }
        finally
        {
            Array.Clear(whole);
        }
    }

    /// <summary>Bytes that are still to come out.</summary>
    public int Pending => _isDone ? 0 : _message.Length;

    private IAeadCipher Cipher() => _kind switch
    {
        CipherKind.ChaCha20Poly1305 => new ChaCha20Poly1305(),
        CipherKind.Aes128Ccm => new CcmBlockCipher(AesUtilities.CreateEngine()),
        _ => new GcmBlockCipher(AesUtilities.CreateEngine()),
    };
}
