// Hashes, ciphers, key derivation and keys through System.Security.Cryptography. Known answers are those of the standards named.
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

Random();
Hashes();
Macs();
Derivation();
Blocks();
Authenticated();
Rsa();
Curves();
Refusals();

static void Random()
{
    Line("random", () => Enumerable.Range(0, 50).Select(_ => Convert.ToHexString(RandomNumberGenerator.GetBytes(16))).Distinct().Count());
    Line("random range", () => Enumerable.Range(0, 1000).All(_ => RandomNumberGenerator.GetInt32(10, 20) is >= 10 and < 20));
    Line("random none", () => RandomNumberGenerator.GetBytes(0).Length);
    Line("random bits", () =>
    {
        using RandomNumberGenerator generator = RandomNumberGenerator.Create();
        byte[] bytes = new byte[20_000];
        generator.GetBytes(bytes);
        return Math.Abs(bytes.Sum(b => int.PopCount(b)) - 80_000) < 2_000;
    });
    Line("random hex", () => RandomNumberGenerator.GetHexString(9).Length);
    Line("random text", () => RandomNumberGenerator.GetString("ab", 100).All(c => c is 'a' or 'b'));
}

static void Hashes()
{
    // FIPS 180-4, FIPS 202, RFC 1321: "abc", nothing, and a million times "a".
    byte[] abc = "abc"u8.ToArray(), million = Encoding.ASCII.GetBytes(new string('a', 1_000_000));
    foreach (byte[] data in (byte[][])[abc, [], million])
    {
        Line($"md5 {data.Length}", () => MD5.HashData(data));
        Line($"sha1 {data.Length}", () => SHA1.HashData(data));
        Line($"sha256 {data.Length}", () => SHA256.HashData(data));
        Line($"sha384 {data.Length}", () => SHA384.HashData(data));
        Line($"sha512 {data.Length}", () => SHA512.HashData(data));
        Line($"sha3-256 {data.Length}", () => SHA3_256.HashData(data));
        Line($"sha3-384 {data.Length}", () => SHA3_384.HashData(data));
        Line($"sha3-512 {data.Length}", () => SHA3_512.HashData(data));
        Line($"shake128 {data.Length}", () => Shake128.HashData(data, 40));
        Line($"shake256 {data.Length}", () => Shake256.HashData(data, 100));
    }
    Line("supported", () => $"{SHA3_256.IsSupported} {Shake128.IsSupported} {AesGcm.IsSupported} {AesCcm.IsSupported} {ChaCha20Poly1305.IsSupported}");
    Line("stream", () => SHA256.HashData(new MemoryStream(million)));
    Line("pieces", () =>
    {
        using SHA512 hash = SHA512.Create();
        hash.TransformBlock(abc, 0, 1, null, 0);
        hash.TransformFinalBlock(abc, 1, 2);
        return hash.Hash;
    });
    Line("twice", () =>
    {
        using SHA1 hash = SHA1.Create();
        hash.ComputeHash(million);
        return hash.ComputeHash(abc);
    });
    Line("incremental", () =>
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA3_256);
        hash.AppendData(abc, 0, 2);
        string current = Convert.ToHexString(hash.GetCurrentHash());
        hash.AppendData(abc, 2, 1);
        return current + " " + Convert.ToHexString(hash.GetHashAndReset()) + " " + Convert.ToHexString(hash.GetHashAndReset());
    });
    Line("squeezed", () =>
    {
        using Shake128 shake = new();
        shake.AppendData(abc);
        string current = Convert.ToHexString(shake.GetCurrentHash(8));
        string whole = Convert.ToHexString(shake.GetHashAndReset(8));
        return current == whole ? whole : "different";
    });
    Line("short buffer", () => SHA256.HashData(abc, new byte[31]));
}

static void Macs()
{
    // RFC 2202, RFC 4231: test cases 1, 2, 6 (a key longer than a block).
    (byte[] Key, byte[] Data)[] cases =
    [
        (Repeat(0x0B, 20), "Hi There"u8.ToArray()),
        ("Jefe"u8.ToArray(), "what do ya want for nothing?"u8.ToArray()),
        (Repeat(0xAA, 131), "Test Using Larger Than Block-Size Key - Hash Key First"u8.ToArray()),
        ([], []),
    ];
    foreach ((byte[] key, byte[] data) in cases)
    {
        Line($"hmac md5 {key.Length}", () => HMACMD5.HashData(key, data));
        Line($"hmac sha1 {key.Length}", () => HMACSHA1.HashData(key, data));
        Line($"hmac sha256 {key.Length}", () => HMACSHA256.HashData(key, data));
        Line($"hmac sha384 {key.Length}", () => HMACSHA384.HashData(key, data));
        Line($"hmac sha512 {key.Length}", () => HMACSHA512.HashData(key, data));
        Line($"hmac sha3-256 {key.Length}", () => HMACSHA3_256.HashData(key, data));
        foreach (HashAlgorithmName name in (HashAlgorithmName[])[HashAlgorithmName.MD5, HashAlgorithmName.SHA256, HashAlgorithmName.SHA512])
        {
            Line($"hmac {name} {key.Length} in pieces", () =>
            {
                using IncrementalHash mac = IncrementalHash.CreateHMAC(name, key);
                mac.AppendData(data.AsSpan(0, data.Length / 2));
                string current = Convert.ToHexString(mac.GetCurrentHash());
                mac.AppendData(data.AsSpan(data.Length / 2));
                string all = Convert.ToHexString(mac.GetHashAndReset());
                mac.AppendData(data);
                return current + " " + all + " " + (all == Convert.ToHexString(mac.GetHashAndReset()));
            });
        }
    }
}

static void Derivation()
{
    // RFC 6070 (SHA-1), and the same with others.
    Line("pbkdf2 1", () => Rfc2898DeriveBytes.Pbkdf2("password", "salt"u8, 1, HashAlgorithmName.SHA1, 20));
    Line("pbkdf2 2", () => Rfc2898DeriveBytes.Pbkdf2("password", "salt"u8, 2, HashAlgorithmName.SHA1, 20));
    Line("pbkdf2 4096", () => Rfc2898DeriveBytes.Pbkdf2("passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt"u8, 4096, HashAlgorithmName.SHA1, 25));
    Line("pbkdf2 sha256", () => Rfc2898DeriveBytes.Pbkdf2("password", "salt"u8, 1000, HashAlgorithmName.SHA256, 50));
    Line("pbkdf2 sha512", () => Rfc2898DeriveBytes.Pbkdf2(""u8, [], 10, HashAlgorithmName.SHA512, 70));
    Line("pbkdf2 sha3", () => Rfc2898DeriveBytes.Pbkdf2("password", "salt"u8, 10, HashAlgorithmName.SHA3_384, 10));
    // RFC 5869, test cases 1 and 3.
    Line("hkdf 1", () => HKDF.DeriveKey(HashAlgorithmName.SHA256, Repeat(0x0B, 22), 42, Convert.FromHexString("000102030405060708090A0B0C"), Convert.FromHexString("F0F1F2F3F4F5F6F7F8F9")));
    Line("hkdf 3", () => HKDF.DeriveKey(HashAlgorithmName.SHA256, Repeat(0x0B, 22), 42));
    Line("hkdf extract", () => HKDF.Extract(HashAlgorithmName.SHA512, Repeat(1, 5), Repeat(2, 200)));
    Line("hkdf expand", () => HKDF.Expand(HashAlgorithmName.SHA1, Repeat(3, 20), 33, "info"u8.ToArray()));
    Line("counter kdf", () => SP800108HmacCounterKdf.DeriveBytes(Repeat(4, 32), HashAlgorithmName.SHA256, "label", "context", 40));
}

static void Blocks()
{
    // FIPS 197 appendix C, SP 800-38A appendix F.
    byte[] plain = Convert.FromHexString("00112233445566778899AABBCCDDEEFF");
    foreach (int bytes in (int[])[16, 24, 32])
    {
        Line($"aes {bytes * 8}", () => Aes(bytes).EncryptEcb(plain, PaddingMode.None));
    }
    byte[] vector = Convert.FromHexString("000102030405060708090A0B0C0D0E0F");
    byte[] message = Convert.FromHexString("6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E51");
    byte[] key = Convert.FromHexString("2B7E151628AED2A6ABF7158809CF4F3C");
    using Aes aes = System.Security.Cryptography.Aes.Create();
    aes.Key = key;
    Line("aes cbc", () => aes.EncryptCbc(message, vector, PaddingMode.None));
    Line("aes cfb8", () => aes.EncryptCfb(message, vector, PaddingMode.None, 8));
    Line("aes cfb128", () => aes.EncryptCfb(message, vector, PaddingMode.None, 128));
    foreach (SymmetricAlgorithm algorithm in (SymmetricAlgorithm[])[aes, TripleDES.Create(), DES.Create(), RC2.Create()])
    {
        int block = algorithm.BlockSize / 8;
        algorithm.Key = [.. Enumerable.Range(1, algorithm.KeySize / 8).Select(i => (byte)(i * 7))];
        byte[] iv = Repeat(9, block);
        string name = algorithm.GetType().BaseType!.Name;
        foreach (int length in (int[])[0, 1, block - 1, block, block + 1, 1000])
        {
            byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
            foreach (PaddingMode padding in (PaddingMode[])[PaddingMode.PKCS7, PaddingMode.ANSIX923])
            {
                Line($"{name} {length} {padding}", () => Short(algorithm.EncryptEcb(data, padding)) + " " + Short(algorithm.EncryptCbc(data, iv, padding)) + " "
                    + algorithm.DecryptEcb(algorithm.EncryptEcb(data, padding), padding).AsSpan().SequenceEqual(data)
                    + algorithm.DecryptCbc(algorithm.EncryptCbc(data, iv, padding), iv, padding).AsSpan().SequenceEqual(data));
            }
            if (algorithm is not RC2)
            {
                Line($"{name} {length} cfb", () => Short(algorithm.EncryptCfb(data, iv)) + " " + algorithm.DecryptCfb(algorithm.EncryptCfb(data, iv), iv).AsSpan().SequenceEqual(data));
            }
        }
        Line($"{name} stream", () =>
        {
            algorithm.IV = iv;
            algorithm.Mode = CipherMode.CBC;
            MemoryStream to = new();
            using (CryptoStream stream = new(to, algorithm.CreateEncryptor(), CryptoStreamMode.Write, leaveOpen: true))
            {
                stream.Write(new byte[77]);
                stream.Write(new byte[1]);
            }
            to.Position = 0;
            using CryptoStream back = new(to, algorithm.CreateDecryptor(), CryptoStreamMode.Read);
            MemoryStream result = new();
            back.CopyTo(result);
            return Short(to.ToArray()) + " " + result.Length;
        });
        Line($"{name} damaged", () => algorithm.DecryptCbc(Repeat(1, block), iv));
        Line($"{name} ragged", () => algorithm.DecryptCbc(Repeat(1, block + 1), iv));
    }
    Line("reused", () =>
    {
        using ICryptoTransform transform = aes.CreateEncryptor();
        return transform.TransformFinalBlock(plain, 0, 5).AsSpan().SequenceEqual(transform.TransformFinalBlock(plain, 0, 5));
    });
    static Aes Aes(int bytes)
    {
        Aes aes = System.Security.Cryptography.Aes.Create();
        aes.Key = [.. Enumerable.Range(0, bytes).Select(i => (byte)i)];
        return aes;
    }
}

static void Authenticated()
{
    // The GCM specification's test case 4; RFC 3610 packet vector 1; RFC 8439 section 2.8.2.
    byte[] data = Convert.FromHexString("D9313225F88406E5A55909C5AFF5269A86A7A9531534F7DA2E4C303D8A318A721C3C0C95956809532FCF0E2449A6B525B16AEDF5AA0DE657BA637B39");
    byte[] associated = Convert.FromHexString("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2");
    byte[] cipher = new byte[data.Length], tag = new byte[16], back = new byte[data.Length];
    using AesGcm gcm = new(Convert.FromHexString("FEFFE9928665731C6D6A8F9467308308"), 16);
    byte[] nonce = Convert.FromHexString("CAFEBABEFACEDBADDECAF888");
    Line("gcm", () => { gcm.Encrypt(nonce, data, cipher, tag, associated); return Convert.ToHexString(cipher) + " " + Convert.ToHexString(tag); });
    Line("gcm back", () => { gcm.Decrypt(nonce, cipher, tag, back, associated); return back.AsSpan().SequenceEqual(data); });
    Line("gcm damaged", () => { tag[3] ^= 1; gcm.Decrypt(nonce, cipher, tag, back, associated); return back; });
    Line("gcm cleared", () => back.All(b => b == 0));
    Line("gcm other data", () => { tag[3] ^= 1; gcm.Decrypt(nonce, cipher, tag, back); return back; });
    Line("gcm short tag", () =>
    {
        using AesGcm shorter = new(new byte[32], 12);
        byte[] small = new byte[12], text = new byte[5], result = new byte[5];
        shorter.Encrypt(nonce, text, result, small);
        shorter.Decrypt(nonce, result, small, text);
        return Convert.ToHexString(small) + text.Sum(b => b);
    });
    Line("gcm nothing", () => { gcm.Encrypt(nonce, default(ReadOnlySpan<byte>), default, tag, associated); gcm.Decrypt(nonce, default(ReadOnlySpan<byte>), tag, default, associated); return tag; });
    using AesCcm ccm = new(Convert.FromHexString("C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF"));
    byte[] packet = [.. Enumerable.Range(8, 23).Select(i => (byte)i)], header = [.. Enumerable.Range(0, 8).Select(i => (byte)i)];
    byte[] ccmNonce = Convert.FromHexString("00000003020100A0A1A2A3A4A5"), ccmTag = new byte[8], ccmCipher = new byte[23], ccmBack = new byte[23];
    Line("ccm", () => { ccm.Encrypt(ccmNonce, packet, ccmCipher, ccmTag, header); return Convert.ToHexString(ccmCipher) + " " + Convert.ToHexString(ccmTag); });
    Line("ccm back", () => { ccm.Decrypt(ccmNonce, ccmCipher, ccmTag, ccmBack, header); return ccmBack.AsSpan().SequenceEqual(packet); });
    Line("ccm damaged", () => { ccmTag[0] ^= 1; ccm.Decrypt(ccmNonce, ccmCipher, ccmTag, ccmBack, header); return ccmBack; });
    Line("ccm without data", () => { byte[] made = new byte[16]; ccm.Encrypt(ccmNonce, packet, ccmCipher, made); ccm.Decrypt(ccmNonce, ccmCipher, made, ccmBack); return made; });
    Line("ccm header only", () => { byte[] made = new byte[4]; ccm.Encrypt(ccmNonce, Array.Empty<byte>(), Array.Empty<byte>(), made, header); ccm.Decrypt(ccmNonce, Array.Empty<byte>(), made, Array.Empty<byte>(), header); return made; });
    Line("ccm header only, damaged", () => { ccm.Decrypt(ccmNonce, Array.Empty<byte>(), new byte[4], Array.Empty<byte>(), header); return "taken"; });
    Line("ccm nothing, damaged", () => { ccm.Decrypt(ccmNonce, Array.Empty<byte>(), new byte[4], Array.Empty<byte>()); return "taken"; });
    using ChaCha20Poly1305 chacha = new([.. Enumerable.Range(0x80, 32).Select(i => (byte)i)]);
    byte[] sunscreen = Encoding.ASCII.GetBytes("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.");
    byte[] chachaNonce = Convert.FromHexString("070000004041424344454647"), chachaCipher = new byte[sunscreen.Length], chachaData = Convert.FromHexString("50515253C0C1C2C3C4C5C6C7");
    Line("chacha", () => { chacha.Encrypt(chachaNonce, sunscreen, chachaCipher, tag, chachaData); return Short(chachaCipher) + " " + Convert.ToHexString(tag); });
    Line("chacha back", () => { chacha.Decrypt(chachaNonce, chachaCipher, tag, chachaCipher, chachaData); return Encoding.ASCII.GetString(chachaCipher); });
    Line("chacha damaged", () => { chacha.Decrypt(chachaNonce, chachaCipher, tag, chachaCipher, chachaData); return "taken"; });
}

static void Rsa()
{
    using RSA key = RSA.Create();
    key.ImportFromPem(Pem.Private);
    byte[] data = "a message"u8.ToArray();
    Line("rsa size", () => key.KeySize);
    Line("rsa pkcs1", () => SHA256.HashData(key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
    Line("rsa pkcs1 sha512", () => SHA256.HashData(key.SignData(data, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1)));
    Line("rsa verify", () => key.VerifyData(data, key.SignData(data, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1), HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1));
    Line("rsa pss", () => key.VerifyData(data, key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss), HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    Line("rsa wrong data", () => key.VerifyData("another"u8, key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    Line("rsa wrong padding", () => key.VerifyData(data, key.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    Line("rsa noise", () => key.VerifyData(data, new byte[128], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    Line("rsa short", () => key.VerifyData(data, new byte[5], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    foreach (RSAEncryptionPadding padding in (RSAEncryptionPadding[])[RSAEncryptionPadding.Pkcs1, RSAEncryptionPadding.OaepSHA1, RSAEncryptionPadding.OaepSHA256])
    {
        Line($"rsa {padding}", () => Encoding.ASCII.GetString(key.Decrypt(key.Encrypt(data, padding), padding)));
        Line($"rsa {padding} damaged", () => key.Decrypt([.. key.Encrypt(data, padding).Select((b, i) => (byte)(i == 9 ? b ^ 1 : b))], padding));
        Line($"rsa {padding} too long", () => key.Encrypt(new byte[128], padding));
    }
    Line("rsa export", () => SHA256.HashData(key.ExportPkcs8PrivateKey()));
    Line("rsa export public", () => SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    Line("rsa export pkcs1", () => SHA256.HashData(key.ExportRSAPrivateKey()));
    Line("rsa parameters", () => { RSAParameters p = key.ExportParameters(true); return $"{p.Modulus!.Length} {p.D!.Length} {p.P!.Length} {Convert.ToHexString(p.Exponent!)}"; });
    using RSA only = RSA.Create(key.ExportParameters(false));
    Line("rsa public verifies", () => only.VerifyData(data, key.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1));
    Line("rsa public signs", () => only.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    Line("rsa public exports", () => only.ExportParameters(true));
    Line("rsa noise key", () => { using RSA bad = RSA.Create(); bad.ImportPkcs8PrivateKey(new byte[20], out _); return "taken"; });
    Line("rsa made", () =>
    {
        using RSA made = RSA.Create(1024);
        return made.VerifyData(data, made.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    });
    Line("rsa from xml", () => { using RSA copy = RSA.Create(); copy.FromXmlString(key.ToXmlString(true)); return copy.ExportRSAPrivateKey().AsSpan().SequenceEqual(key.ExportRSAPrivateKey()); });
}

static void Curves()
{
    byte[] data = "sample"u8.ToArray();
    // RFC 6979, A.2.5: the key of P-256, and its signature of "sample" with SHA-256.
    ECParameters parameters = new()
    {
        Curve = ECCurve.NamedCurves.nistP256,
        D = Convert.FromHexString("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721"),
        Q = { X = Convert.FromHexString("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"), Y = Convert.FromHexString("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299") },
    };
    using ECDsa key = ECDsa.Create(parameters);
    byte[] known = Convert.FromHexString("EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8");
    Line("ecdsa known", () => key.VerifyData(data, known, HashAlgorithmName.SHA256));
    Line("ecdsa wrong", () => key.VerifyData("other"u8, known, HashAlgorithmName.SHA256));
    Line("ecdsa point", () =>
    {
        using ECDsa made = ECDsa.Create(parameters with { Q = default });
        return made.ExportParameters(false).Q.X;
    });
    Line("ecdsa bad point", () => ECDsa.Create(parameters with { D = null, Q = new ECPoint { X = new byte[32], Y = new byte[32] } }).KeySize);
    foreach (ECCurve curve in (ECCurve[])[ECCurve.NamedCurves.nistP256, ECCurve.NamedCurves.nistP384, ECCurve.NamedCurves.nistP521, ECCurve.NamedCurves.brainpoolP256r1, ECCurve.CreateFromFriendlyName("secp256k1")])
    {
        using ECDsa made = ECDsa.Create(curve);
        string name = curve.Oid.FriendlyName ?? curve.Oid.Value!;
        Line($"ecdsa {name}", () => $"{made.KeySize} {made.VerifyData(data, made.SignData(data, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256)} "
            + made.VerifyData(data, made.SignData(data, HashAlgorithmName.SHA512, DSASignatureFormat.Rfc3279DerSequence), HashAlgorithmName.SHA512, DSASignatureFormat.Rfc3279DerSequence));
        Line($"ecdsa {name} exported", () =>
        {
            using ECDsa copy = ECDsa.Create();
            copy.ImportPkcs8PrivateKey(made.ExportPkcs8PrivateKey(), out int read);
            using ECDsa only = ECDsa.Create();
            only.ImportSubjectPublicKeyInfo(made.ExportSubjectPublicKeyInfo(), out _);
            return $"{only.VerifyData(data, copy.SignData(data, HashAlgorithmName.SHA1), HashAlgorithmName.SHA1)} {copy.ExportParameters(true).Curve.Oid.Value}";
        });
        Line($"ecdh {name}", () =>
        {
            using ECDiffieHellman one = ECDiffieHellman.Create(curve), other = ECDiffieHellman.Create(curve);
            return one.DeriveKeyFromHash(other.PublicKey, HashAlgorithmName.SHA256).AsSpan().SequenceEqual(other.DeriveKeyFromHash(one.PublicKey, HashAlgorithmName.SHA256))
                + " " + one.DeriveRawSecretAgreement(other.PublicKey).Length;
        });
    }
    Line("ecdsa explicit", () =>
    {
        ECParameters all = key.ExportExplicitParameters(true);
        using ECDsa copy = ECDsa.Create(all);
        return $"{all.Curve.IsPrime} {copy.VerifyData(data, known, HashAlgorithmName.SHA256)} {Convert.ToHexString(all.Curve.Order!)} {Convert.ToHexString(all.Curve.G.X!)}";
    });
    Line("ecdsa public signs", () => { using ECDsa only = ECDsa.Create(key.ExportParameters(false)); return only.SignData(data, HashAlgorithmName.SHA256); });
    Line("ecdsa no curve", () => ECDsa.Create(ECCurve.CreateFromValue("1.2.3.4")).KeySize);
    Line("ecdsa noise", () => key.VerifyData(data, new byte[64], HashAlgorithmName.SHA256));
    Line("ecdsa short", () => key.VerifyData(data, new byte[3], HashAlgorithmName.SHA256));
}

static void Refusals()
{
    Line("no such hash", () => IncrementalHash.CreateHash(new HashAlgorithmName("NONE")));
    Line("bad key size", () => { using Aes aes = Aes.Create(); aes.Key = new byte[17]; return aes.KeySize; });
    Line("bad nonce", () => { using AesGcm gcm = new(new byte[16], 16); gcm.Encrypt(new byte[11], new byte[1], new byte[1], new byte[16]); return "taken"; });
    Line("noise certificate", () =>
    {
        try { return X509CertificateLoader.LoadCertificate(new byte[100]).Subject; }
        catch (CryptographicException) { return "refused"; }
    });
    Line("bad pem", () => { using RSA rsa = RSA.Create(); rsa.ImportFromPem("nothing"); return "taken"; });
    Line("fixed time", () => CryptographicOperations.FixedTimeEquals("ab"u8, "ab"u8));
    Line("names", () => string.Join(' ', new Oid("1.2.840.113549.1.1.1").FriendlyName, Oid.FromFriendlyName("sha256", OidGroup.HashAlgorithm).Value, new Oid("1.2.3.4.5").FriendlyName ?? "none"));
}

static byte[] Repeat(byte value, int count) => [.. Enumerable.Repeat(value, count)];

static string Short(byte[] bytes) => bytes.Length <= 48 ? Convert.ToHexString(bytes) : $"{bytes.Length}:{Convert.ToHexString(SHA1.HashData(bytes))}";

static void Line(string name, Func<object?> ask)
{
    try
    {
        object? answer = ask();
        Console.WriteLine($"{name}: {(answer is byte[] bytes ? Convert.ToHexString(bytes) : answer)}");
    }
    catch (Exception e)
    {
        Console.WriteLine($"{name}: {e.GetType().Name}");
    }
}

static class Pem
{
    /// <summary>Made for this program and used nowhere else.</summary>
    public const string Private = """
        -----BEGIN PRIVATE KEY-----
        MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBANtFOC8UgjQcjouG
        6sClj87BVhXsjIYtHtVJisOiv+s/pyFRPuiuDxVPJCni1+94t5++scOBlVD2yUcb
        P0eIEbF+HJmlATBrhWmPvTajBnoFuOMrmdkECWKkQXQQ3Afjmagtk8tI/Pe0U/Ob
        P/Cjcn9HIWilR7VIglwBGjEf1LZVAgMBAAECgYB356xHopFo6czRY9/vpRm02Gi4
        6HgXz4iy3dpyDQeiH1bHk2QxXS2GW5bNCO1IWN0hD+ipnq0Gb022AqJh/XiecVSQ
        9ZRdJj0BS7AIf259El8mS6P9CMxsmE2gaQqovs58gNGWRHWs1VXAZ75teRz9XOpS
        YBemlxI+cbR3nyOjwQJBAPxCLzuPgqHsqAwp2qX4XDJktLc8GxgCWnJybUOByqnQ
        9MONfAONG1UAX263fcDoSqshetNCWyVmM/u5e5Ul3D0CQQDehcfCSEzHHBhbUi7V
        KQAIL/XcK4F0sjP6PzL8TfuckQCuOlGvcXryB84UrtBLHSONTRhyyW352DaQpoSS
        BGv5AkEA0IN0v2rUtDwGfGdsUJyGuTD9ICkSzDnFwaxMHO0ANHaAm9QrmlPdL9nr
        CH2r+PUKI4K9IDtNVBCzD3Q2bwaokQJBAM9H3yRjJOH0kdu/WlDFuHnn8yX8gMKr
        nS9m35+XJOJbUD77pEvBcb0y+AzcKrtNkWh2gGesqv0pIurrsmIyLEECQEOFOO1v
        ZmJ5d/LB9p4gYqqZTI9wvw79wFUs/ZJcZ53sCHyPpzdZ8z/hT6vPbrtrt2Qm8z9x
        WKvp53BGZQWIiOc=
        -----END PRIVATE KEY-----
        """;
}
