using System.Runtime;
using System.Runtime.InteropServices;
using System.Text;
using Org.BouncyCastle.Asn1;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// OpenSSL's ASN1_OBJECT: here the text of an object identifier. The class library knows the common names itself and
/// asks here for others: those of curves are known.
/// </summary>
// SAFETY: texts that come in end in a zero; a buffer is passed with its true size.
internal static unsafe class ObjectIdentifiers
{
    private static readonly Dictionary<string, nint> s_shared = [];

    [RuntimeExport("CryptoNative_ObjTxt2Obj")]
    private static nint FromText(byte* text)
    {
        string identifier = Text(text);
        if (DerObjectIdentifier.TryFromID(identifier, out _))
        {
            return Handles.New(identifier);
        }

        return Errors.Fail($"'{identifier}' is no object identifier");
    }

    [RuntimeExport("CryptoNative_Asn1ObjectFree")]
    private static void Free(nint identifier) => Handles.Free(identifier);

    /// <summary>The length of the text, which is copied as far as there is room.</summary>
    [RuntimeExport("CryptoNative_ObjObj2Txt")]
    private static int ToText(byte* buffer, int size, nint identifier)
    {
        byte[] text = Encoding.ASCII.GetBytes(Handles.Get<string>(identifier));
        if (size > 0)
        {
            int count = Math.Min(text.Length, size - 1);
            text.AsSpan(0, count).CopyTo(new Span<byte>(buffer, count));
            buffer[count] = 0;
        }

        return text.Length;
    }

    /// <summary>A handle that stays this side's; 0 for a number that is no curve's.</summary>
    [RuntimeExport("CryptoNative_ObjNid2Obj")]
    private static nint OfNumber(int number) => EcCurve.Find(number) is { } curve ? SharedOf(curve.Identifier)
        : Errors.Fail($"there is no object of number {number}");

    /// <summary>As above, by name.</summary>
    [RuntimeExport("CryptoNative_GetObjectDefinitionByName")]
    private static nint OfName(byte* name) => EcCurve.Find(Text(name)) is { } curve ? SharedOf(curve.Identifier) : 0;

    [RuntimeExport("CryptoNative_ObjTxt2Nid")]
    private static int NumberOf(byte* identifier) => EcCurve.Find(Text(identifier))?.Number ?? 0;

    /// <summary>0: no name is known that the class library does not know.</summary>
    [RuntimeExport("CryptoNative_LookupFriendlyNameByOid")]
    private static int NameOf(byte* identifier, nint* name) => 0;

    public static string Text(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private static nint SharedOf(string identifier)
    {
        lock (s_shared)
        {
            if (!s_shared.TryGetValue(identifier, out nint handle))
            {
                s_shared.Add(identifier, handle = Handles.New(identifier));
            }

            return handle;
        }
    }
}
