#:package BouncyCastle.Cryptography@2.7.0
// Digests, AES in GCM, a signature with Ed25519 from a fixed key.
using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Security;

byte[] text = Encoding.UTF8.GetBytes("abc");
foreach (string name in new[] { "SHA-256", "SHA3-256", "BLAKE2B-256", "MD5" })
    Console.WriteLine($"{name} {Convert.ToHexString(DigestUtilities.CalculateDigest(name, text))}");
var cipher = CipherUtilities.GetCipher("AES/GCM/NoPadding");
cipher.Init(true, new AeadParameters(new KeyParameter(new byte[16]), 128, new byte[12]));
Console.WriteLine(Convert.ToHexString(cipher.DoFinal(text)));
var key = new Ed25519PrivateKeyParameters(new byte[32]);
var signer = new Ed25519Signer();
signer.Init(true, key);
signer.BlockUpdate(text);
byte[] signature = signer.GenerateSignature();
Console.WriteLine(Convert.ToHexString(signature));
signer.Init(false, key.GeneratePublicKey());
signer.BlockUpdate(text);
Console.WriteLine(signer.VerifySignature(signature));
