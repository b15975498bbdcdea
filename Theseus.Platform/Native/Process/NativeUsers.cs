using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Process;

/// <summary>Users: there is one, root, who may do all that the system can do.</summary>
internal static class NativeUsers
{
    private const uint Root = 0;

    private static ReadOnlySpan<byte> Name => "root"u8;

    /// <summary>A line of a password file, as the BCL's <c>Interop.Sys.Passwd</c>.</summary>
    internal struct Account
    {
        public nint Name;
        public nint Password;
        public uint User;
        public uint Group;
        public nint Information;
        public nint Home;
        public nint Shell;
    }

    [RuntimeExport("SystemNative_GetEUid")]
    internal static uint EffectiveUser() => Root;

    [RuntimeExport("SystemNative_GetEGid")]
    internal static uint EffectiveGroup() => Root;

    /// <summary>The number of groups, 1; EINVAL where there is no room for it.</summary>
    // SAFETY: an array of the length that is given.
    [RuntimeExport("SystemNative_GetGroups")]
    internal static unsafe int Groups(int capacity, uint* groups) => capacity == 0 ? 1
        : Groups(Passed.Array(groups, capacity));

    [RuntimeExport("SystemNative_SetEUid")]
    internal static int SetEffectiveUser(uint user) => user == Root ? 0 : Errno.Fail(ErrorNumber.EPERM);

    /// <summary>A copy for the BCL to free; null for a group that is not there, or where memory is out.</summary>
    // SAFETY: a copy for the class library to free.
    [RuntimeExport("SystemNative_GetGroupName")]
    internal static unsafe byte* NameOfGroup(uint group)
    {
        if (group == Root)
        {
            return NativeText.Duplicate(Name);
        }

        Errno.Fail(ErrorNumber.ENOENT);
        return null;
    }

    /// <summary>0 where found, -1 where there is no such user, else an error number.</summary>
    // SAFETY: a place for the account, and a buffer of the length that is given.
    [RuntimeExport("SystemNative_GetPwUidR")]
    internal static unsafe int AccountOf(uint user, Account* account, byte* buffer, int size) =>
        user == Root ? FillIn(Passed.Place(account), Passed.Array(buffer, size), (nint)buffer) : -1;

    // SAFETY: as above, and a name that ends in a zero.
    [RuntimeExport("SystemNative_GetPwNamR")]
    internal static unsafe int AccountOf(byte* name, Account* account, byte* buffer, int size) =>
        NativeText.AreEqual(NativeText.Of(name), Name)
        ? FillIn(Passed.Place(account), Passed.Array(buffer, size), (nint)buffer) : -1;

    private static ReadOnlySpan<byte> Texts => "root\0/\0"u8;

    private static int Groups(Span<uint> groups)
    {
        if (groups.IsEmpty)
        {
            return Errno.Fail(ErrorNumber.EINVAL);
        }

        groups[0] = Root;
        return 1;
    }

    /// <summary>Puts the texts into the buffer, and where they are then into the account.</summary>
    private static int FillIn(Span<Account> account, Span<byte> buffer, nint start)
    {
        if (account.IsEmpty || start == 0)
        {
            return (int)ErrorNumber.EFAULT;
        }

        if (!NativeText.Copy(Texts, buffer))
        {
            return (int)ErrorNumber.ERANGE;
        }

        nint empty = start + Texts.Length;
        account[0] = new Account
        {
            Name = start,
            Home = start + Name.Length + 1,
            Password = empty,
            Information = empty,
            Shell = empty,
            User = Root,
            Group = Root,
        };
        return 0;
    }
}
