using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// A block cipher in one of the modes ECB, CBC and CFB, without padding: the class library pads for itself and gives
/// whole blocks.
/// </summary>
internal sealed class BlockRun : CipherRun
{
    private readonly IBlockCipherMode _mode;
    private readonly bool _hasVector, _isRc2;
    private byte[] _key = [];
    private byte[] _vector;
    private bool _encrypts = true;

    /// <param name="kind">Of AES, its kind with 128 bits.</param>
    /// <param name="keyBytes">Length of the key.</param>
    public BlockRun(CipherKind kind, int keyBytes)
    {
        KeyBytes = keyBytes;
        IBlockCipher engine = Engine(kind);
        _vector = new byte[engine.GetBlockSize()];
        _isRc2 = engine is RC2Engine;
        _mode = kind switch
        {
            CipherKind.Aes128Cbc or CipherKind.DesCbc or CipherKind.Des3Cbc or CipherKind.RC2Cbc =>
                new CbcBlockCipher(engine),
            CipherKind.Aes128Cfb8 or CipherKind.DesCfb8 or CipherKind.Des3Cfb8 => new CfbBlockCipher(engine, 8),
            CipherKind.Des3Cfb64 => new CfbBlockCipher(engine, 64),
            CipherKind.Aes128Cfb128 => new CfbBlockCipher(engine, 128),
            _ => new EcbBlockCipher(engine),
        };
        _hasVector = _mode is not EcbBlockCipher;
    }

    public override int KeyBytes { get; }

    public override int NonceBytes => _hasVector ? _vector.Length : 0;

    public override void Begin(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, int direction)
    {
        _key = key.IsEmpty ? _key : key.ToArray();
        _vector = nonce.IsEmpty ? _vector : nonce.ToArray();
        _encrypts = direction == Keep ? _encrypts : direction == Encrypt;
        // RC2's effective length is that of its key (RFC 2268, section 6: the class library sets both alike).
        ICipherParameters parameters = _isRc2 ? new RC2Parameters(_key, _key.Length * 8) : new KeyParameter(_key);
        _mode.Init(_encrypts, _hasVector ? new ParametersWithIV(parameters, _vector) : parameters);
    }

    public override int Update(ReadOnlySpan<byte> input, Span<byte> output)
    {
        int size = _mode.GetBlockSize();
        if (input.Length % size != 0)
        {
            throw new DataLengthException($"{input.Length} bytes are no whole blocks of {size}");
        }

        for (int at = 0; at < input.Length; at += size)
        {
            _mode.ProcessBlock(input.Slice(at, size), output[at..]);
        }

        return input.Length;
    }

    private static IBlockCipher Engine(CipherKind kind) => kind switch
    {
        CipherKind.DesEcb or CipherKind.DesCbc or CipherKind.DesCfb8 => new DesEngine(),
        CipherKind.Des3Ecb or CipherKind.Des3Cbc or CipherKind.Des3Cfb8 or CipherKind.Des3Cfb64 => new DesEdeEngine(),
        CipherKind.RC2Ecb or CipherKind.RC2Cbc => new RC2Engine(),
        _ => AesUtilities.CreateEngine(),
    };
}
