using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Process;

/// <summary>Users: there is one, root, who may do all that the system can do.</summary>
// SAFETY: the BCL passes a structure and a buffer of the length it gives; texts are copied into that buffer.
internal static unsafe class NativeUsers
{
    private const uint Root = 0;

    private static ReadOnlySpan<byte> Name => "root"u8;

    /// <summary>A line of a password file, as the BCL's <c>Interop.Sys.Passwd</c>.</summary>
    internal struct Account
    {
        public byte* Name;
        public byte* Password;
        public uint User;
        public uint Group;
        public byte* Information;
        public byte* Home;
        public byte* Shell;
    }

    [RuntimeExport("SystemNative_GetEUid")]
    internal static uint EffectiveUser() => Root;

    [RuntimeExport("SystemNative_GetEGid")]
    internal static uint EffectiveGroup() => Root;

    /// <summary>The number of groups, 1; EINVAL where there is no room for it.</summary>
    [RuntimeExport("SystemNative_GetGroups")]
    internal static int Groups(int capacity, uint* groups)
    {
        if (capacity == 0)
        {
            return 1;
        }

        if (capacity < 0 || groups == null)
        {
            return Errno.Fail(ErrorNumber.EINVAL);
        }

        groups[0] = Root;
        return 1;
    }

    [RuntimeExport("SystemNative_SetEUid")]
    internal static int SetEffectiveUser(uint user) => user == Root ? 0 : Errno.Fail(ErrorNumber.EPERM);

    /// <summary>A copy for the BCL to free; null for a group that is not there, or where memory is out.</summary>
    [RuntimeExport("SystemNative_GetGroupName")]
    internal static byte* NameOfGroup(uint group)
    {
        if (group == Root)
        {
            return NativeText.Duplicate(Name);
        }

        Errno.Fail(ErrorNumber.ENOENT);
        return null;
    }

    /// <summary>0 where found, -1 where there is no such user, else an error number.</summary>
    [RuntimeExport("SystemNative_GetPwUidR")]
    internal static int AccountOf(uint user, Account* account, byte* buffer, int size) =>
        user == Root ? FillIn(account, buffer, size) : -1;

    [RuntimeExport("SystemNative_GetPwNamR")]
    internal static int AccountOf(byte* name, Account* account, byte* buffer, int size) =>
        NativeText.AreEqual(NativeText.Of(name), Name) ? FillIn(account, buffer, size) : -1;

    private static int FillIn(Account* account, byte* buffer, int size)
    {
        if (account == null || buffer == null)
        {
            return (int)ErrorNumber.EFAULT;
        }

        ReadOnlySpan<byte> home = "/"u8;
        if (size < Name.Length + home.Length + 3)
        {
            return (int)ErrorNumber.ERANGE;
        }

        *account = default;
        account->User = account->Group = Root;
        account->Name = buffer;
        NativeText.Copy(Name, buffer, size);
        account->Home = buffer + Name.Length + 1;
        NativeText.Copy(home, account->Home, size - Name.Length - 1);
        byte* empty = account->Home + home.Length + 1;
        *empty = 0;
        account->Password = account->Information = account->Shell = empty;
        return 0;
    }
}
