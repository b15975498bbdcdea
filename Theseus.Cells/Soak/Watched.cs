namespace Theseus.Cells.Soak;

/// <summary>An object that counts its end, and looks then whether what it refers to is still there.</summary>
internal sealed class Watched(int number)
{
    private readonly string _text = $"watched {number}";
    private bool _ended;

    /// <summary>How many have ended.</summary>
    public static int Finalized { get; private set; }

    /// <summary>How many of them found something wrong.</summary>
    public static int Unsound { get; private set; }

    /// <summary>Which one it is, in the order they were made.</summary>
    public int Number => number;

    /// <summary>Tells whether it is as it was made and has not ended.</summary>
    public bool IsSound() => !_ended && _text == $"watched {number}";

    ~Watched()
    {
        Unsound += IsSound() ? 0 : 1;
        _ended = true;
        Finalized++;
    }
}
