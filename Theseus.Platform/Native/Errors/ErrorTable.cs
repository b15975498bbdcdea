namespace Theseus.Platform.Native.Errors;

/// <summary>What the BCL calls each error number, and the text that a program prints for it.</summary>
internal static class ErrorTable
{
    /// <summary>The BCL's number for an error that it has no name for (<c>Interop.Error.ENONSTANDARD</c>).</summary>
    public const int NonStandard = 0x1FFFF;

    // Pairs: the error number here, the BCL's (Interop.Error of .NET 10).
    private static ReadOnlySpan<int> Pairs =>
    [
        0, 0,
        (int)ErrorNumber.EPERM, 0x10042,
        (int)ErrorNumber.ENOENT, 0x1002D,
        (int)ErrorNumber.ESRCH, 0x1004A,
        (int)ErrorNumber.EINTR, 0x1001B,
        (int)ErrorNumber.EIO, 0x1001D,
        (int)ErrorNumber.ENXIO, 0x1003F,
        (int)ErrorNumber.E2BIG, 0x10001,
        (int)ErrorNumber.ENOEXEC, 0x1002E,
        (int)ErrorNumber.EBADF, 0x10008,
        (int)ErrorNumber.ECHILD, 0x1000C,
        (int)ErrorNumber.EAGAIN, 0x10006,
        (int)ErrorNumber.ENOMEM, 0x10031,
        (int)ErrorNumber.EACCES, 0x10002,
        (int)ErrorNumber.EFAULT, 0x10015,
        (int)ErrorNumber.EBUSY, 0x1000A,
        (int)ErrorNumber.EEXIST, 0x10014,
        (int)ErrorNumber.EXDEV, 0x1004F,
        (int)ErrorNumber.ENODEV, 0x1002C,
        (int)ErrorNumber.ENOTDIR, 0x10039,
        (int)ErrorNumber.EISDIR, 0x1001F,
        (int)ErrorNumber.EINVAL, 0x1001C,
        (int)ErrorNumber.ENFILE, 0x10029,
        (int)ErrorNumber.EMFILE, 0x10021,
        (int)ErrorNumber.ENOTTY, 0x1003E,
        (int)ErrorNumber.ETXTBSY, 0x1004E,
        (int)ErrorNumber.EFBIG, 0x10016,
        (int)ErrorNumber.ENOSPC, 0x10034,
        (int)ErrorNumber.ESPIPE, 0x10049,
        (int)ErrorNumber.EROFS, 0x10048,
        (int)ErrorNumber.EMLINK, 0x10022,
        (int)ErrorNumber.EPIPE, 0x10043,
        (int)ErrorNumber.EDOM, 0x10012,
        (int)ErrorNumber.ERANGE, 0x10047,
        (int)ErrorNumber.EDEADLK, 0x10010,
        (int)ErrorNumber.ENAMETOOLONG, 0x10025,
        (int)ErrorNumber.ENOLCK, 0x1002F,
        (int)ErrorNumber.ENOSYS, 0x10037,
        (int)ErrorNumber.ENOTEMPTY, 0x1003A,
        (int)ErrorNumber.ELOOP, 0x10020,
        (int)ErrorNumber.ENODATA, 0x10071,
        (int)ErrorNumber.EPROTO, 0x10044,
        (int)ErrorNumber.EOVERFLOW, 0x10040,
        (int)ErrorNumber.EILSEQ, 0x10019,
        (int)ErrorNumber.ENOTSOCK, 0x1003C,
        (int)ErrorNumber.EMSGSIZE, 0x10023,
        (int)ErrorNumber.EPROTONOSUPPORT, 0x10045,
        (int)ErrorNumber.ENOTSUP, 0x1003D,
        (int)ErrorNumber.EAFNOSUPPORT, 0x10005,
        (int)ErrorNumber.EADDRINUSE, 0x10003,
        (int)ErrorNumber.EADDRNOTAVAIL, 0x10004,
        (int)ErrorNumber.ENETDOWN, 0x10026,
        (int)ErrorNumber.ENETUNREACH, 0x10028,
        (int)ErrorNumber.ECONNABORTED, 0x1000D,
        (int)ErrorNumber.ECONNRESET, 0x1000F,
        (int)ErrorNumber.ENOBUFS, 0x1002A,
        (int)ErrorNumber.EISCONN, 0x1001E,
        (int)ErrorNumber.ENOTCONN, 0x10038,
        (int)ErrorNumber.ETIMEDOUT, 0x1004D,
        (int)ErrorNumber.ECONNREFUSED, 0x1000E,
        (int)ErrorNumber.EHOSTUNREACH, 0x10017,
        (int)ErrorNumber.EALREADY, 0x10007,
        (int)ErrorNumber.EINPROGRESS, 0x1001A,
        (int)ErrorNumber.ECANCELED, 0x1000B,
    ];

    /// <summary>The BCL's number for <paramref name="error"/>.</summary>
    public static int ToBcl(int error)
    {
        for (int i = 0; i < Pairs.Length; i += 2)
        {
            if (Pairs[i] == error)
            {
                return Pairs[i + 1];
            }
        }

        return NonStandard;
    }

    /// <summary>The error number that the BCL calls <paramref name="number"/>; -1 where there is none.</summary>
    public static int FromBcl(int number)
    {
        for (int i = 0; i < Pairs.Length; i += 2)
        {
            if (Pairs[i + 1] == number)
            {
                return Pairs[i];
            }
        }

        return -1;
    }

    /// <summary>A short English text, as strerror(3) gives.</summary>
    public static ReadOnlySpan<byte> Message(int error) => (ErrorNumber)error switch
    {
        ErrorNumber.None => "Success"u8,
        ErrorNumber.EPERM => "Operation not permitted"u8,
        ErrorNumber.ENOENT => "No such file or directory"u8,
        ErrorNumber.ESRCH => "No such process"u8,
        ErrorNumber.EINTR => "Interrupted system call"u8,
        ErrorNumber.EIO => "Input/output error"u8,
        ErrorNumber.ENXIO => "No such device or address"u8,
        ErrorNumber.E2BIG => "Argument list too long"u8,
        ErrorNumber.ENOEXEC => "Exec format error"u8,
        ErrorNumber.EBADF => "Bad file descriptor"u8,
        ErrorNumber.ECHILD => "No child processes"u8,
        ErrorNumber.EAGAIN => "Resource temporarily unavailable"u8,
        ErrorNumber.ENOMEM => "Cannot allocate memory"u8,
        ErrorNumber.EACCES => "Permission denied"u8,
        ErrorNumber.EFAULT => "Bad address"u8,
        ErrorNumber.EBUSY => "Device or resource busy"u8,
        ErrorNumber.EEXIST => "File exists"u8,
        ErrorNumber.EXDEV => "Invalid cross-device link"u8,
        ErrorNumber.ENODEV => "No such device"u8,
        ErrorNumber.ENOTDIR => "Not a directory"u8,
        ErrorNumber.EISDIR => "Is a directory"u8,
        ErrorNumber.EINVAL => "Invalid argument"u8,
        ErrorNumber.ENFILE => "Too many open files in system"u8,
        ErrorNumber.EMFILE => "Too many open files"u8,
        ErrorNumber.ENOTTY => "Inappropriate ioctl for device"u8,
        ErrorNumber.ETXTBSY => "Text file busy"u8,
        ErrorNumber.EFBIG => "File too large"u8,
        ErrorNumber.ENOSPC => "No space left on device"u8,
        ErrorNumber.ESPIPE => "Illegal seek"u8,
        ErrorNumber.EROFS => "Read-only file system"u8,
        ErrorNumber.EMLINK => "Too many links"u8,
        ErrorNumber.EPIPE => "Broken pipe"u8,
        ErrorNumber.EDOM => "Numerical argument out of domain"u8,
        ErrorNumber.ERANGE => "Numerical result out of range"u8,
        ErrorNumber.EDEADLK => "Resource deadlock avoided"u8,
        ErrorNumber.ENAMETOOLONG => "File name too long"u8,
        ErrorNumber.ENOLCK => "No locks available"u8,
        ErrorNumber.ENOSYS => "Function not implemented"u8,
        ErrorNumber.ENOTEMPTY => "Directory not empty"u8,
        ErrorNumber.ELOOP => "Too many levels of symbolic links"u8,
        ErrorNumber.ENODATA => "No data available"u8,
        ErrorNumber.EPROTO => "Protocol error"u8,
        ErrorNumber.EOVERFLOW => "Value too large for defined data type"u8,
        ErrorNumber.EILSEQ => "Invalid or incomplete multibyte or wide character"u8,
        ErrorNumber.ENOTSOCK => "Socket operation on non-socket"u8,
        ErrorNumber.EMSGSIZE => "Message too long"u8,
        ErrorNumber.EPROTONOSUPPORT => "Protocol not supported"u8,
        ErrorNumber.ENOTSUP => "Operation not supported"u8,
        ErrorNumber.EAFNOSUPPORT => "Address family not supported by protocol"u8,
        ErrorNumber.EADDRINUSE => "Address already in use"u8,
        ErrorNumber.EADDRNOTAVAIL => "Cannot assign requested address"u8,
        ErrorNumber.ENETDOWN => "Network is down"u8,
        ErrorNumber.ENETUNREACH => "Network is unreachable"u8,
        ErrorNumber.ECONNABORTED => "Software caused connection abort"u8,
        ErrorNumber.ECONNRESET => "Connection reset by peer"u8,
        ErrorNumber.ENOBUFS => "No buffer space available"u8,
        ErrorNumber.EISCONN => "Transport endpoint is already connected"u8,
        ErrorNumber.ENOTCONN => "Transport endpoint is not connected"u8,
        ErrorNumber.ETIMEDOUT => "Connection timed out"u8,
        ErrorNumber.ECONNREFUSED => "Connection refused"u8,
        ErrorNumber.EHOSTUNREACH => "No route to host"u8,
        ErrorNumber.EALREADY => "Operation already in progress"u8,
        ErrorNumber.EINPROGRESS => "Operation now in progress"u8,
        ErrorNumber.ECANCELED => "Operation canceled"u8,
        _ => "Unknown error"u8,
    };
}
