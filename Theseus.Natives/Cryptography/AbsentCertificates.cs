using System.Runtime;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// X.509 certificates, revocation lists, PKCS #7 and BIO are not there: reading or making one ends in a
/// CryptographicException with the text below. No handle is ever given out, and what would take one is never called.
/// </summary>
internal static class AbsentCertificates
{
    private static int Refuse() => Errors.Fail("X.509 certificates are not supported by this system");

    [RuntimeExport("CryptoNative_Asn1OctetStringFree")]
    private static void Asn1OctetStringFree()
    {
    }

    [RuntimeExport("CryptoNative_Asn1OctetStringNew")]
    private static nint Asn1OctetStringNew() => Refuse();

    [RuntimeExport("CryptoNative_Asn1OctetStringSet")]
    private static int Asn1OctetStringSet() => Refuse();

    [RuntimeExport("CryptoNative_BioCtrlPending")]
    private static int BioCtrlPending() => Refuse();

    [RuntimeExport("CryptoNative_BioDestroy")]
    private static int BioDestroy() => Refuse();

    [RuntimeExport("CryptoNative_BioGets")]
    private static int BioGets() => Refuse();

    [RuntimeExport("CryptoNative_BioNewFile")]
    private static nint BioNewFile() => Refuse();

    [RuntimeExport("CryptoNative_BioRead")]
    private static int BioRead() => Refuse();

    [RuntimeExport("CryptoNative_BioSeek")]
    private static int BioSeek() => Refuse();

    [RuntimeExport("CryptoNative_BioTell")]
    private static int BioTell() => Refuse();

    [RuntimeExport("CryptoNative_BioWrite")]
    private static int BioWrite() => Refuse();

    [RuntimeExport("CryptoNative_CheckX509Hostname")]
    private static int CheckX509Hostname() => Refuse();

    [RuntimeExport("CryptoNative_CheckX509IpAddress")]
    private static int CheckX509IpAddress() => Refuse();

    [RuntimeExport("CryptoNative_CreateMemoryBio")]
    private static nint CreateMemoryBio() => Refuse();

    [RuntimeExport("CryptoNative_D2IPkcs7Bio")]
    private static nint D2IPkcs7Bio() => Refuse();

    [RuntimeExport("CryptoNative_DecodeOcspResponse")]
    private static nint DecodeOcspResponse() => Refuse();

    [RuntimeExport("CryptoNative_DecodePkcs7")]
    private static nint DecodePkcs7() => Refuse();

    [RuntimeExport("CryptoNative_DecodeX509")]
    private static nint DecodeX509() => Refuse();

    [RuntimeExport("CryptoNative_DecodeX509Crl")]
    private static nint DecodeX509Crl() => Refuse();

    [RuntimeExport("CryptoNative_EncodeAsn1Integer")]
    private static int EncodeAsn1Integer() => Refuse();

    [RuntimeExport("CryptoNative_EncodeOcspRequest")]
    private static int EncodeOcspRequest() => Refuse();

    [RuntimeExport("CryptoNative_EncodePkcs7")]
    private static int EncodePkcs7() => Refuse();

    [RuntimeExport("CryptoNative_EncodeX509")]
    private static int EncodeX509() => Refuse();

    [RuntimeExport("CryptoNative_EncodeX509SubjectPublicKeyInfo")]
    private static int EncodeX509SubjectPublicKeyInfo() => Refuse();

    [RuntimeExport("CryptoNative_GetAsn1IntegerDerSize")]
    private static int GetAsn1IntegerDerSize() => Refuse();

    [RuntimeExport("CryptoNative_GetAsn1StringBytes")]
    private static int GetAsn1StringBytes() => Refuse();

    [RuntimeExport("CryptoNative_GetMemoryBioSize")]
    private static int GetMemoryBioSize() => Refuse();

    [RuntimeExport("CryptoNative_GetOcspRequestDerSize")]
    private static int GetOcspRequestDerSize() => Refuse();

    [RuntimeExport("CryptoNative_GetPkcs7Certificates")]
    private static int GetPkcs7Certificates() => Refuse();

    [RuntimeExport("CryptoNative_GetPkcs7DerSize")]
    private static int GetPkcs7DerSize() => Refuse();

    [RuntimeExport("CryptoNative_GetX509CrlNextUpdate")]
    private static nint GetX509CrlNextUpdate() => Refuse();

    [RuntimeExport("CryptoNative_GetX509DerSize")]
    private static int GetX509DerSize() => Refuse();

    [RuntimeExport("CryptoNative_GetX509EvpPublicKey")]
    private static nint GetX509EvpPublicKey() => Refuse();

    [RuntimeExport("CryptoNative_GetX509NameInfo")]
    private static nint GetX509NameInfo() => Refuse();

    [RuntimeExport("CryptoNative_GetX509NameRawBytes")]
    private static int GetX509NameRawBytes() => Refuse();

    [RuntimeExport("CryptoNative_GetX509NameStackField")]
    private static nint GetX509NameStackField() => Refuse();

    [RuntimeExport("CryptoNative_GetX509NameStackFieldCount")]
    private static int GetX509NameStackFieldCount() => Refuse();

    [RuntimeExport("CryptoNative_GetX509NotAfter")]
    private static nint GetX509NotAfter() => Refuse();

    [RuntimeExport("CryptoNative_GetX509NotBefore")]
    private static nint GetX509NotBefore() => Refuse();

    [RuntimeExport("CryptoNative_GetX509PublicKeyAlgorithm")]
    private static nint GetX509PublicKeyAlgorithm() => Refuse();

    [RuntimeExport("CryptoNative_GetX509PublicKeyBytes")]
    private static nint GetX509PublicKeyBytes() => Refuse();

    [RuntimeExport("CryptoNative_GetX509PublicKeyParameterBytes")]
    private static int GetX509PublicKeyParameterBytes() => Refuse();

    [RuntimeExport("CryptoNative_GetX509RootStoreFile")]
    private static nint GetX509RootStoreFile() => Refuse();

    [RuntimeExport("CryptoNative_GetX509RootStorePath")]
    private static nint GetX509RootStorePath() => Refuse();

    [RuntimeExport("CryptoNative_GetX509SignatureAlgorithm")]
    private static nint GetX509SignatureAlgorithm() => Refuse();

    [RuntimeExport("CryptoNative_GetX509StackField")]
    private static nint GetX509StackField() => Refuse();

    [RuntimeExport("CryptoNative_GetX509StackFieldCount")]
    private static int GetX509StackFieldCount() => Refuse();

    [RuntimeExport("CryptoNative_GetX509SubjectPublicKeyInfoDerSize")]
    private static int GetX509SubjectPublicKeyInfoDerSize() => Refuse();

    [RuntimeExport("CryptoNative_GetX509Thumbprint")]
    private static int GetX509Thumbprint() => Refuse();

    [RuntimeExport("CryptoNative_GetX509Version")]
    private static int GetX509Version() => Refuse();

    [RuntimeExport("CryptoNative_NewX509Stack")]
    private static nint NewX509Stack() => Refuse();

    [RuntimeExport("CryptoNative_OcspRequestDestroy")]
    private static void OcspRequestDestroy()
    {
    }

    [RuntimeExport("CryptoNative_OcspResponseDestroy")]
    private static void OcspResponseDestroy()
    {
    }

    [RuntimeExport("CryptoNative_PemReadBioPkcs7")]
    private static nint PemReadBioPkcs7() => Refuse();

    [RuntimeExport("CryptoNative_PemReadBioX509Crl")]
    private static nint PemReadBioX509Crl() => Refuse();

    [RuntimeExport("CryptoNative_PemReadX509FromBio")]
    private static nint PemReadX509FromBio() => Refuse();

    [RuntimeExport("CryptoNative_PemReadX509FromBioAux")]
    private static nint PemReadX509FromBioAux() => Refuse();

    [RuntimeExport("CryptoNative_PemWriteBioX509Crl")]
    private static int PemWriteBioX509Crl() => Refuse();

    [RuntimeExport("CryptoNative_Pkcs7CreateCertificateCollection")]
    private static nint Pkcs7CreateCertificateCollection() => Refuse();

    [RuntimeExport("CryptoNative_Pkcs7Destroy")]
    private static void Pkcs7Destroy()
    {
    }

    [RuntimeExport("CryptoNative_PushX509StackField")]
    private static int PushX509StackField() => Refuse();

    [RuntimeExport("CryptoNative_ReadX509AsDerFromBio")]
    private static nint ReadX509AsDerFromBio() => Refuse();

    [RuntimeExport("CryptoNative_RecursiveFreeX509Stack")]
    private static void RecursiveFreeX509Stack()
    {
    }

    [RuntimeExport("CryptoNative_X509BuildOcspRequest")]
    private static nint X509BuildOcspRequest() => Refuse();

    [RuntimeExport("CryptoNative_X509ChainBuildOcspRequest")]
    private static nint X509ChainBuildOcspRequest() => Refuse();

    [RuntimeExport("CryptoNative_X509ChainGetCachedOcspStatus")]
    private static int X509ChainGetCachedOcspStatus() => Refuse();

    [RuntimeExport("CryptoNative_X509ChainHasStapledOcsp")]
    private static int X509ChainHasStapledOcsp() => Refuse();

    [RuntimeExport("CryptoNative_X509ChainNew")]
    private static nint X509ChainNew() => Refuse();

    [RuntimeExport("CryptoNative_X509ChainVerifyOcsp")]
    private static int X509ChainVerifyOcsp() => Refuse();

    [RuntimeExport("CryptoNative_X509CheckPurpose")]
    private static int X509CheckPurpose() => Refuse();

    [RuntimeExport("CryptoNative_X509CrlDestroy")]
    private static void X509CrlDestroy()
    {
    }

    [RuntimeExport("CryptoNative_X509DecodeOcspToExpiration")]
    private static int X509DecodeOcspToExpiration() => Refuse();

    [RuntimeExport("CryptoNative_X509Destroy")]
    private static void X509Destroy()
    {
    }

    [RuntimeExport("CryptoNative_X509ExtensionCreateByObj")]
    private static nint X509ExtensionCreateByObj() => Refuse();

    [RuntimeExport("CryptoNative_X509ExtensionDestroy")]
    private static int X509ExtensionDestroy() => Refuse();

    [RuntimeExport("CryptoNative_X509ExtensionGetCritical")]
    private static int X509ExtensionGetCritical() => Refuse();

    [RuntimeExport("CryptoNative_X509ExtensionGetData")]
    private static nint X509ExtensionGetData() => Refuse();

    [RuntimeExport("CryptoNative_X509ExtensionGetOid")]
    private static nint X509ExtensionGetOid() => Refuse();

    [RuntimeExport("CryptoNative_X509FindExtensionData")]
    private static nint X509FindExtensionData() => Refuse();

    [RuntimeExport("CryptoNative_X509GetExt")]
    private static nint X509GetExt() => Refuse();

    [RuntimeExport("CryptoNative_X509GetExtCount")]
    private static int X509GetExtCount() => Refuse();

    [RuntimeExport("CryptoNative_X509GetIssuerName")]
    private static nint X509GetIssuerName() => Refuse();

    [RuntimeExport("CryptoNative_X509GetSerialNumber")]
    private static nint X509GetSerialNumber() => Refuse();

    [RuntimeExport("CryptoNative_X509GetSubjectName")]
    private static nint X509GetSubjectName() => Refuse();

    [RuntimeExport("CryptoNative_X509IssuerNameHash")]
    private static nint X509IssuerNameHash() => Refuse();

    [RuntimeExport("CryptoNative_X509StackAddDirectoryStore")]
    private static int X509StackAddDirectoryStore() => Refuse();

    [RuntimeExport("CryptoNative_X509StackAddMultiple")]
    private static int X509StackAddMultiple() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreAddCrl")]
    private static int X509StoreAddCrl() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxCommitToChain")]
    private static int X509StoreCtxCommitToChain() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxCreate")]
    private static nint X509StoreCtxCreate() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxDestroy")]
    private static void X509StoreCtxDestroy()
    {
    }

    [RuntimeExport("CryptoNative_X509StoreCtxGetAppData")]
    private static nint X509StoreCtxGetAppData() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxGetChain")]
    private static nint X509StoreCtxGetChain() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxGetCurrentCert")]
    private static nint X509StoreCtxGetCurrentCert() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxGetError")]
    private static int X509StoreCtxGetError() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxGetErrorDepth")]
    private static int X509StoreCtxGetErrorDepth() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxGetSharedUntrusted")]
    private static nint X509StoreCtxGetSharedUntrusted() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxInit")]
    private static int X509StoreCtxInit() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxRebuildChain")]
    private static int X509StoreCtxRebuildChain() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxReset")]
    private static int X509StoreCtxReset() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxResetForSignatureError")]
    private static int X509StoreCtxResetForSignatureError() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreCtxSetVerifyCallback")]
    private static int X509StoreCtxSetVerifyCallback() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreDestroy")]
    private static void X509StoreDestroy()
    {
    }

    [RuntimeExport("CryptoNative_X509StoreSetRevocationFlag")]
    private static int X509StoreSetRevocationFlag() => Refuse();

    [RuntimeExport("CryptoNative_X509StoreSetVerifyTime")]
    private static int X509StoreSetVerifyTime() => Refuse();

    [RuntimeExport("CryptoNative_X509UpRef")]
    private static nint X509UpRef() => Refuse();

    [RuntimeExport("CryptoNative_X509V3ExtPrint")]
    private static int X509V3ExtPrint() => Refuse();

    [RuntimeExport("CryptoNative_X509VerifyCert")]
    private static int X509VerifyCert() => Refuse();

    [RuntimeExport("CryptoNative_X509VerifyCertErrorString")]
    private static nint X509VerifyCertErrorString() => Refuse();
}
