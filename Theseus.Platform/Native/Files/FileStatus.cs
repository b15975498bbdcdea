namespace Theseus.Platform.Native.Files;

/// <summary>
/// What stat(2) tells, laid out as the BCL's <c>Interop.Sys.FileStatus</c>; times are seconds since 1970 and
/// nanoseconds.
/// </summary>
internal struct FileStatus
{
    public const int Directory = 0x4000 | 0x16D;    // r-xr-xr-x
    public const int RegularFile = 0x8000 | 0x124;  // r--r--r--
    public const int Device = 0x2000 | 0x1B6;       // rw-rw-rw-

    public int Flags;
    public int Mode;
    public uint User;
    public uint Group;
    public long Size;
    public long AccessTime;
    public long AccessTimeNs;
    public long ModifyTime;
    public long ModifyTimeNs;
    public long ChangeTime;
    public long ChangeTimeNs;
    public long BirthTime;
    public long BirthTimeNs;
    public long DeviceNumber;
    public long SpecialDeviceNumber;
    public long Identity;
    public uint UserFlags;
}
