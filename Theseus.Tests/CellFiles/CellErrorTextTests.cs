using System.Text;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.CellFiles;

public sealed class CellErrorTextTests
{
    [Fact]
    public void Every_error_has_its_name_where_nothing_may_be_allocated() => Assert.All(
        Enum.GetValues<CellError>(),
            error => Assert.Equal(error.ToString(), Encoding.ASCII.GetString(CellErrorText.Of(error))));
}
