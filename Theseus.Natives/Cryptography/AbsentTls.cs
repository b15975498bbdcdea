using System.Runtime;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// TLS (libssl) is not there: no context for it can be made, so that every use ends where it begins, in an exception of
/// the class library with the text below. No handle is ever given out, and what would take one is never called.
/// </summary>
internal static class AbsentTls
{
    private static int Refuse() => Errors.Fail("TLS is not supported by this system");

    [RuntimeExport("CryptoNative_EnsureLibSslInitialized")]
    private static void EnsureLibSslInitialized()
    {
    }

    [RuntimeExport("CryptoNative_GetDefaultSignatureAlgorithms")]
    private static int GetDefaultSignatureAlgorithms() => Refuse();

    [RuntimeExport("CryptoNative_GetOpenSslCipherSuiteName")]
    private static nint GetOpenSslCipherSuiteName() => Refuse();

    [RuntimeExport("CryptoNative_IsSslRenegotiatePending")]
    private static int IsSslRenegotiatePending() => Refuse();

    [RuntimeExport("CryptoNative_IsSslStateOK")]
    private static int IsSslStateOK() => Refuse();

    [RuntimeExport("CryptoNative_SslAddClientCAs")]
    private static int SslAddClientCAs() => Refuse();

    [RuntimeExport("CryptoNative_SslAddExtraChainCert")]
    private static int SslAddExtraChainCert() => Refuse();

    [RuntimeExport("CryptoNative_SslCreate")]
    private static nint SslCreate() => Refuse();

    [RuntimeExport("CryptoNative_SslCtxAddExtraChainCert")]
    private static int SslCtxAddExtraChainCert() => Refuse();

    [RuntimeExport("CryptoNative_SslCtxCheckPrivateKey")]
    private static int SslCtxCheckPrivateKey() => Refuse();

    [RuntimeExport("CryptoNative_SslCtxCreate")]
    private static nint SslCtxCreate() => Refuse();

    [RuntimeExport("CryptoNative_SslCtxDestroy")]
    private static void SslCtxDestroy()
    {
    }

    [RuntimeExport("CryptoNative_SslCtxGetData")]
    private static nint SslCtxGetData() => Refuse();

    [RuntimeExport("CryptoNative_SslCtxRemoveSession")]
    private static void SslCtxRemoveSession()
    {
    }

    [RuntimeExport("CryptoNative_SslCtxSetAlpnSelectCb")]
    private static void SslCtxSetAlpnSelectCb()
    {
    }

    [RuntimeExport("CryptoNative_SslCtxSetCaching")]
    private static int SslCtxSetCaching() => Refuse();

    [RuntimeExport("CryptoNative_SslCtxSetCiphers")]
    private static int SslCtxSetCiphers() => Refuse();

    [RuntimeExport("CryptoNative_SslCtxSetData")]
    private static int SslCtxSetData() => Refuse();

    [RuntimeExport("CryptoNative_SslCtxSetDefaultOcspCallback")]
    private static void SslCtxSetDefaultOcspCallback()
    {
    }

    [RuntimeExport("CryptoNative_SslCtxSetEncryptionPolicy")]
    private static int SslCtxSetEncryptionPolicy() => Refuse();

    [RuntimeExport("CryptoNative_SslCtxSetKeylogCallback")]
    private static void SslCtxSetKeylogCallback()
    {
    }

    [RuntimeExport("CryptoNative_SslCtxSetProtocolOptions")]
    private static void SslCtxSetProtocolOptions()
    {
    }

    [RuntimeExport("CryptoNative_SslCtxSetQuietShutdown")]
    private static void SslCtxSetQuietShutdown()
    {
    }

    [RuntimeExport("CryptoNative_SslCtxUseCertificate")]
    private static int SslCtxUseCertificate() => Refuse();

    [RuntimeExport("CryptoNative_SslCtxUsePrivateKey")]
    private static int SslCtxUsePrivateKey() => Refuse();

    [RuntimeExport("CryptoNative_SslDestroy")]
    private static void SslDestroy()
    {
    }

    [RuntimeExport("CryptoNative_SslDoHandshake")]
    private static int SslDoHandshake() => Refuse();

    [RuntimeExport("CryptoNative_SslGet0AlpnSelected")]
    private static void SslGet0AlpnSelected()
    {
    }

    [RuntimeExport("CryptoNative_SslGetCertificate")]
    private static nint SslGetCertificate() => Refuse();

    [RuntimeExport("CryptoNative_SslGetClientCAList")]
    private static nint SslGetClientCAList() => Refuse();

    [RuntimeExport("CryptoNative_SslGetCurrentCipherId")]
    private static int SslGetCurrentCipherId() => Refuse();

    [RuntimeExport("CryptoNative_SslGetData")]
    private static nint SslGetData() => Refuse();

    [RuntimeExport("CryptoNative_SslGetError")]
    private static int SslGetError() => Refuse();

    [RuntimeExport("CryptoNative_SslGetFinished")]
    private static int SslGetFinished() => Refuse();

    [RuntimeExport("CryptoNative_SslGetPeerCertChain")]
    private static nint SslGetPeerCertChain() => Refuse();

    [RuntimeExport("CryptoNative_SslGetPeerCertificate")]
    private static nint SslGetPeerCertificate() => Refuse();

    [RuntimeExport("CryptoNative_SslGetPeerFinished")]
    private static int SslGetPeerFinished() => Refuse();

    [RuntimeExport("CryptoNative_SslGetServerName")]
    private static nint SslGetServerName() => Refuse();

    [RuntimeExport("CryptoNative_SslGetSession")]
    private static nint SslGetSession() => Refuse();

    [RuntimeExport("CryptoNative_SslGetVersion")]
    private static nint SslGetVersion() => Refuse();

    [RuntimeExport("CryptoNative_SslRead")]
    private static int SslRead() => Refuse();

    [RuntimeExport("CryptoNative_SslRenegotiate")]
    private static int SslRenegotiate() => Refuse();

    [RuntimeExport("CryptoNative_SslSessionFree")]
    private static void SslSessionFree()
    {
    }

    [RuntimeExport("CryptoNative_SslSessionGetData")]
    private static nint SslSessionGetData() => Refuse();

    [RuntimeExport("CryptoNative_SslSessionGetHostname")]
    private static nint SslSessionGetHostname() => Refuse();

    [RuntimeExport("CryptoNative_SslSessionReused")]
    private static int SslSessionReused() => Refuse();

    [RuntimeExport("CryptoNative_SslSessionSetData")]
    private static void SslSessionSetData()
    {
    }

    [RuntimeExport("CryptoNative_SslSessionSetHostname")]
    private static int SslSessionSetHostname() => Refuse();

    [RuntimeExport("CryptoNative_SslSetAcceptState")]
    private static void SslSetAcceptState()
    {
    }

    [RuntimeExport("CryptoNative_SslSetAlpnProtos")]
    private static int SslSetAlpnProtos() => Refuse();

    [RuntimeExport("CryptoNative_SslSetBio")]
    private static void SslSetBio()
    {
    }

    [RuntimeExport("CryptoNative_SslSetClientCertCallback")]
    private static void SslSetClientCertCallback()
    {
    }

    [RuntimeExport("CryptoNative_SslSetClientSigalgs")]
    private static int SslSetClientSigalgs() => Refuse();

    [RuntimeExport("CryptoNative_SslSetConnectState")]
    private static void SslSetConnectState()
    {
    }

    [RuntimeExport("CryptoNative_SslSetData")]
    private static int SslSetData() => Refuse();

    [RuntimeExport("CryptoNative_SslSetPostHandshakeAuth")]
    private static void SslSetPostHandshakeAuth()
    {
    }

    [RuntimeExport("CryptoNative_SslSetQuietShutdown")]
    private static void SslSetQuietShutdown()
    {
    }

    [RuntimeExport("CryptoNative_SslSetSession")]
    private static int SslSetSession() => Refuse();

    [RuntimeExport("CryptoNative_SslSetSigalgs")]
    private static int SslSetSigalgs() => Refuse();

    [RuntimeExport("CryptoNative_SslSetTlsExtHostName")]
    private static int SslSetTlsExtHostName() => Refuse();

    [RuntimeExport("CryptoNative_SslSetVerifyPeer")]
    private static void SslSetVerifyPeer()
    {
    }

    [RuntimeExport("CryptoNative_SslShutdown")]
    private static int SslShutdown() => Refuse();

    [RuntimeExport("CryptoNative_SslStapleOcsp")]
    private static void SslStapleOcsp()
    {
    }

    [RuntimeExport("CryptoNative_SslUseCertificate")]
    private static int SslUseCertificate() => Refuse();

    [RuntimeExport("CryptoNative_SslUsePrivateKey")]
    private static int SslUsePrivateKey() => Refuse();

    [RuntimeExport("CryptoNative_SslV2_3Method")]
    private static nint SslV2_3Method() => Refuse();

    [RuntimeExport("CryptoNative_SslWrite")]
    private static int SslWrite() => Refuse();

    [RuntimeExport("CryptoNative_Tls13Supported")]
    private static int Tls13Supported() => Refuse();
}
