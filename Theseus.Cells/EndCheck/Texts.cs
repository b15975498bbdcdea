namespace Theseus.Cells.EndCheck;

/// <summary>Exceptions whose text is no text.</summary>
internal sealed class Texts(string how) : Exception("the message")
{
    public static int Run(string how) => throw new Texts(how);

    public override string ToString()
    {
        switch (how)
        {
            case "exit":
                Environment.Exit(32);
                break;
            case "failfast":
                Environment.FailFast("while the text was made");
                break;
            case "throw":
                throw new InvalidOperationException("by the text");
            case "deep":
                return ToString() + ToString();
            case "fill":
                List<byte[]> all = [];
                while (true)
                {
                    all.Add(new byte[100_000]);
                }

            case "null":
                return null!;
        }

        return base.ToString();
    }
}
