namespace Theseus.Natives.Cryptography;

/// <summary>
/// A key that several handles of the class library may share, as OpenSSL's EVP_PKEY and EC_KEY are: an RSA key or one
/// of an elliptic curve, or, until one is set, none.
/// </summary>
internal sealed class Key
{
    private int _references = 1;

    public RsaKey? Rsa { get; init; }

    public EcKey? Ec { get; set; }

    /// <summary>A new handle of a new key.</summary>
    public static nint New(Key key) => Handles.New(key);

    public static Key Of(nint handle) => Handles.Get<Key>(handle);

    /// <summary>One more owner of the same handle.</summary>
    public static int Share(nint handle)
    {
        Of(handle)._references++;
        return 1;
    }

    /// <summary>One owner fewer; the last one frees the key.</summary>
    public static void Release(nint handle)
    {
        if (handle != 0 && --Of(handle)._references == 0)
        {
            Handles.Free(handle);
        }
    }
}
