namespace Theseus.Natives.Cryptography;

/// <summary>A cipher with its key, under way: OpenSSL's EVP_CIPHER_CTX.</summary>
internal abstract class CipherRun
{
    /// <summary>Directions as EVP_CipherInit_ex takes them.</summary>
    public const int Keep = -1, Encrypt = 1;

    /// <summary>Takes what is given and keeps what is empty, and begins a message.</summary>
    /// <param name="key">The key, or nothing.</param>
    /// <param name="nonce">The initialisation vector, or nothing.</param>
    /// <param name="direction">1 encrypts, 0 decrypts, -1 goes on as before.</param>
    public abstract void Begin(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, int direction);

    /// <summary>Bytes of a key.</summary>
    public abstract int KeyBytes { get; }

    /// <summary>Bytes of the initialisation vector or nonce.</summary>
    public abstract int NonceBytes { get; }

    /// <summary>What is made of <paramref name="input"/>, as far as it can be yet. The result is its length.</summary>
    public abstract int Update(ReadOnlySpan<byte> input, Span<byte> output);

    public static CipherRun Make(CipherKind kind, int keyBits) => kind switch
    {
        >= CipherKind.Aes128Ecb and <= CipherKind.Aes256Ccm => AesOf(kind),
        CipherKind.ChaCha20Poly1305 => new AeadRun(kind, keyBytes: 32),
        CipherKind.DesEcb or CipherKind.DesCbc or CipherKind.DesCfb8 => new BlockRun(kind, keyBytes: 8),
        CipherKind.Des3Ecb or CipherKind.Des3Cbc or CipherKind.Des3Cfb8 or CipherKind.Des3Cfb64 =>
            new BlockRun(kind, keyBytes: 24),
        CipherKind.RC2Ecb or CipherKind.RC2Cbc => new BlockRun(kind, keyBits / 8),
        _ => throw new ArgumentException($"there is no cipher {(int)kind}"),
    };

    private static CipherRun AesOf(CipherKind kind)
    {
        const int Modes = CipherKind.Aes192Ecb - CipherKind.Aes128Ecb, FirstBytes = 16, StepBytes = 8;
        (int size, int mode) = Math.DivRem(kind - CipherKind.Aes128Ecb, Modes);
        int keyBytes = FirstBytes + (size * StepBytes);
        return CipherKind.Aes128Ecb + mode is CipherKind.Aes128Gcm or CipherKind.Aes128Ccm
            ? new AeadRun(CipherKind.Aes128Ecb + mode, keyBytes) : new BlockRun(CipherKind.Aes128Ecb + mode, keyBytes);
    }
}
