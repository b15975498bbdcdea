using System.Text;
using Theseus.Memory.Physical;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>What the build tells the kernel through the loader's configuration.</summary>
public sealed class ImageNeedsTests
{
    [Theory]
    [InlineData("files=53 memory=57", 53, 57)]
    [InlineData("/boot/theseus files=53 memory=57\0 files=9", 53, 57)]
    [InlineData("memory=57", 0, 57)]
    [InlineData("profiles=3 xmemory=4", 0, 0)]
    [InlineData("files= memory=x", 0, 0)]
    [InlineData("files=99999999999999999999999999 memory=1", 999999999999999999, 1)]
    [InlineData("", 0, 0)]
    public void Numbers_are_found_by_their_word(string line, ulong files, ulong memory) =>
        Assert.Equal(new ImageNeeds(files, memory), ImageNeeds.Parse(Encoding.ASCII.GetBytes(line)));
}
