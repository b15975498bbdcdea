using System.Runtime;

namespace Theseus.Platform.Native.Sockets;

/// <summary>
/// Signing in by Kerberos and NTLM: the system has neither, so every call answers GSS_S_UNAVAILABLE (RFC 2744, 3.9.1)
/// and the class library reports it. The arguments are not looked at; what would hand something out leaves the place as
/// it was, empty.
/// </summary>
internal static class NativeNegotiation
{
    private const int Unavailable = 16 << 16;

    [RuntimeExport("NetSecurityNative_EnsureGssInitialized")]
    private static int EnsureGssInitialized() => 0;

    [RuntimeExport("NetSecurityNative_IsNtlmInstalled")]
    private static int IsNtlmInstalled() => 0;

    [RuntimeExport("NetSecurityNative_ReleaseGssBuffer")]
    private static void ReleaseGssBuffer()
    {
        // Nothing was ever handed out.
    }

    [RuntimeExport("NetSecurityNative_AcceptSecContext")]
    private static int AcceptSecContext() => Unavailable;

    [RuntimeExport("NetSecurityNative_AcquireAcceptorCred")]
    private static int AcquireAcceptorCred() => Unavailable;

    [RuntimeExport("NetSecurityNative_DeleteSecContext")]
    private static int DeleteSecContext() => Unavailable;

    [RuntimeExport("NetSecurityNative_DisplayMajorStatus")]
    private static int DisplayMajorStatus() => Unavailable;

    [RuntimeExport("NetSecurityNative_DisplayMinorStatus")]
    private static int DisplayMinorStatus() => Unavailable;

    [RuntimeExport("NetSecurityNative_GetMic")]
    private static int GetMic() => Unavailable;

    [RuntimeExport("NetSecurityNative_GetUser")]
    private static int GetUser() => Unavailable;

    [RuntimeExport("NetSecurityNative_ImportPrincipalName")]
    private static int ImportPrincipalName() => Unavailable;

    [RuntimeExport("NetSecurityNative_ImportUserName")]
    private static int ImportUserName() => Unavailable;

    [RuntimeExport("NetSecurityNative_InitSecContext")]
    private static int InitSecContext() => Unavailable;

    [RuntimeExport("NetSecurityNative_InitSecContextEx")]
    private static int InitSecContextEx() => Unavailable;

    [RuntimeExport("NetSecurityNative_InitiateCredSpNego")]
    private static int InitiateCredSpNego() => Unavailable;

    [RuntimeExport("NetSecurityNative_InitiateCredWithPassword")]
    private static int InitiateCredWithPassword() => Unavailable;

    [RuntimeExport("NetSecurityNative_ReleaseCred")]
    private static int ReleaseCred() => Unavailable;

    [RuntimeExport("NetSecurityNative_ReleaseName")]
    private static int ReleaseName() => Unavailable;

    [RuntimeExport("NetSecurityNative_Unwrap")]
    private static int Unwrap() => Unavailable;

    [RuntimeExport("NetSecurityNative_VerifyMic")]
    private static int VerifyMic() => Unavailable;

    [RuntimeExport("NetSecurityNative_Wrap")]
    private static int Wrap() => Unavailable;
}
