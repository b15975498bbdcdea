using Theseus.Build.Evolution;
using Xunit;

namespace Theseus.Tests.Build.Evolution;

/// <summary>Names of the compilers, as they are in a world.</summary>
public sealed class CompilerMadeTests
{
    private readonly CompilerMade _made = new(["Shell", "Theseus.Platform"]);

    [Theory]
    [InlineData("Shell_Shell_Prompt___c___Complete_b__5_0", "Shell_Shell_Prompt___c")]
    [InlineData("Shell_Shell_Jobs___c__DisplayClass13_0___PlaceOf_b__0", "Shell_Shell_Jobs___c__DisplayClass13_0")]
    [InlineData("_ZTV45Shell_Shell_MemoryReport___c__DisplayClass4_0", "Shell_Shell_MemoryReport___c__DisplayClass4_0")]
    [InlineData("__GCSTATICSShell_Shell_MemoryReport___c__Object", "Shell_Shell_MemoryReport___c")]
    [InlineData("world__FrozenObj_Shell_Shell_MemoryReport___c1", "Shell_Shell_MemoryReport___c")]
    [InlineData("__writableDataShell_Shell_MemoryReport___O", "Shell_Shell_MemoryReport___O")]
    [InlineData("Shell_Shell_Kept__Lines_d__3__MoveNext", "Shell_Shell_Kept__Lines_d__3")]
    [InlineData("Shell_Shell_Jobs___Add_g__Next_7_0", "Shell_Shell_Jobs___Add_g__Next_7_0")]
    [InlineData("System_Linq_Select<Int32__Theseus_Platform_A_B___c__DisplayClass1_0>",
        "Theseus_Platform_A_B___c__DisplayClass1_0")]
    [InlineData("Shell___f__AnonymousType3_2<Int32__Bool>___ctor", "Shell___f__AnonymousType3")]
    [InlineData("Shell___z__ReadOnlyArray_1<Int32>__get_Item", "Shell___z__ReadOnlyArray")]
    public void The_outermost_name_that_was_made_up_is_found(string name, string made)
    {
        Assert.Equal([made], _made.MentionedIn(name));
        Assert.True(CompilerMade.Mentions(name, made));
    }

    [Theory]
    [InlineData("Shell_Shell_Prompt__Run")]
    [InlineData("Shell_Shell_Prompt___ctor")]
    [InlineData("Shell_Shell_Prompt___cctor")]
    [InlineData("Shell_Shell_Prompt__get_Offset_0")]
    [InlineData("S_P_CoreLib_System_Array___c___Sort_b__3_0")]
    [InlineData("__GenericDict_System_Linq_Enumerable__Count<Shell_Shell_Jobs_Job>")]
    public void Names_that_a_source_says_and_those_of_the_class_library_are_none(string name) =>
        Assert.Empty(_made.MentionedIn(name));

    [Theory]
    [InlineData("Shell_A___c__DisplayClass1_01", "Shell_A___c__DisplayClass1_0")]
    [InlineData("Shell_A___c__DisplayClass1_0", "Shell_A___c")]
    [InlineData("Shell_A___ctor", "Shell_A___c")]
    public void A_longer_name_is_another(string name, string made) => Assert.False(CompilerMade.Mentions(name, made));
}
