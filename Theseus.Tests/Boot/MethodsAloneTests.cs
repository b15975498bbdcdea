using Theseus.Build;
using Theseus.Build.Evolution.Methods;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>What the fast way of an evolution rests on: a method that is compiled alone is what the image has of it.
/// </summary>
public sealed class MethodsAloneTests
{
    private const int Count = 60;
    private const int Seed = 7;

    [Fact]
    public void Methods_compiled_alone_are_those_of_the_image()
    {
        IReadOnlyList<MethodSurvey.Compared> methods = MethodSurvey.Run(Workspace.Find(), Count, Seed);
        Assert.Equal(Count, methods.Count);
        Assert.All(methods,
            m => Assert.True(m.Difference is "" or MethodSurvey.NotInWorld, $"{m.Method}: {m.Difference}"));
        // About one in eight is nowhere but in its callers.
        Assert.InRange(methods.Count(m => m.Difference == ""), Count * 2 / 3, Count);
    }
}
